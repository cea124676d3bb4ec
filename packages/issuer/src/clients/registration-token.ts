/** The token by which a self-registered client manages its own registration: `cli_....<secret>`. It opens that one door. RFC 7592 §1.2 */
import { parseBearer } from '@gatehouse/protocol/bearer'
import { type OAuthError, refuse } from '@gatehouse/protocol/errors'
import type { Client } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import { presentable, readPresented } from '../presented-token.ts'

export interface ManagementRequest {
  /** As the path names it. */
  readonly clientId: string
  /** The Authorization header. */
  readonly authorization: string | null
}

export interface ProvenRegistration {
  readonly client: Client
  /** As presented: still the right one after reading. */
  readonly registrationToken: string
  readonly registrationTokenHash: string
}

export const newRegistrationToken = ({ ids, digest }: Pick<Ports, 'ids' | 'digest'>, id: ClientId) => {
  const secret = ids.secret()
  return { registrationToken: presentable(id, secret), registrationTokenHash: digest.sha256(secret) }
}

/** The client that the path names, if the token is its own. The same work and the same refusal for every other: nobody learns which ids exist. */
export const proveRegistration =
  ({ store, digest }: Pick<Ports, 'store' | 'digest'>) =>
  async ({ clientId, authorization }: ManagementRequest): Promise<ProvenRegistration> => {
    const bearer = parseBearer(authorization)
    const token = 'token' in bearer ? bearer.token : ''
    const presented = readPresented('cli', token)
    const client = await store.clients.find(clientId as ClientId)
    const hash = digest.sha256(presented?.secret ?? '')
    const isRight = digest.equal(hash, client?.registrationTokenHash ?? digest.sha256('none'))
    if (!client || !isRight || presented?.id !== clientId || client.disabledAt !== undefined) throw notProven()
    return { client, registrationToken: token, registrationTokenHash: hash }
  }

export const notProven = (): OAuthError =>
  refuse('invalid_token', 'the registration access token is missing, or not the current one of this client')
