/** Which MCP server speaks, proven by one of its keys: as Bearer, or as Basic with the server's name and the key for a password. RFC 7662 §2.1 */
import { parseBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { refuse } from '@gatehouse/protocol/errors'
import { single } from '@gatehouse/protocol/parameters'
import type { ClientRequest } from '../clients/authenticate-client.ts'
import { limitFailures } from '../limit-failures.ts'
import type { KeyId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { Resource } from '../ports/resources.ts'
import { readPresented } from '../presented-token.ts'
import type { Visit } from '../visit.ts'

declare const authenticated: unique symbol

/** Only this file makes one. */
export interface AuthenticatedResource {
  readonly resource: Resource
  readonly [authenticated]: true
}

type ResourceNeeds = Pick<Ports, 'store' | 'clock' | 'digest'>

/** undefined: the request does not speak for a server. Throws invalid_client for one that does and proves nothing. */
export const authenticateResource = (needs: ResourceNeeds) => {
  const limited = limitFailures(needs)
  return async (request: ClientRequest, { source }: Visit): Promise<AuthenticatedResource | undefined> => {
    const claim = readClaim(request)
    if (!claim) return undefined
    const resource = await findResource(needs, claim)
    if (resource) return { resource } as AuthenticatedResource
    // Only failures are counted: nobody guesses 256 bits, and nobody can lock a server out.
    await limited(`server authentication ${claim.key?.id ?? 'by no key'} ${source}`, async () => undefined)
    throw refuse('invalid_client', 'the key is not one of this server: `gatehouse servers keys add` makes one')
  }
}

interface Claim {
  /** undefined: it has not the form of one. */
  readonly key: { readonly id: string; readonly secret: string } | undefined
  /** Basic has a user name: it must be the server's. */
  readonly name?: string
}

const findResource = async ({ store, digest }: ResourceNeeds, { key, name }: Claim): Promise<Resource | undefined> => {
  const found = key && (await store.resources.findKey(key.id as KeyId, digest.sha256(key.secret)))
  if (!found) return undefined
  const resource = (await store.resources.list()).find(({ id }) => id === found.resourceId)
  return name === undefined || resource?.name === name ? resource : undefined
}

const readClaim = ({ authorization, form }: ClientRequest): Claim | undefined => {
  const claim = authorization === null ? undefined : claimIn(authorization)
  const others = ['client_id', 'client_secret', 'client_assertion', 'client_assertion_type']
  if (claim && others.some((name) => single(form, name) !== undefined))
    throw refuse('invalid_request', 'the server authenticates in two ways at once: use one')
  return claim
}

/** The form of a key tells a server from a client. */
const claimIn = (authorization: string): Claim | undefined => {
  const bearer = /^bearer +(\S+)$/i.exec(authorization)?.[1]
  if (bearer !== undefined) return { key: readPresented('key', bearer) }
  if (!/^basic /i.test(authorization)) return undefined
  const { clientId, clientSecret } = parseBasicCredentials(authorization)
  const key = readPresented('key', clientSecret)
  return key && { key, name: clientId }
}
