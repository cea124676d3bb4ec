/** A client that an operator brings: pre-registered, with what only an operator may give. */
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import { refuse } from '@gatehouse/protocol/errors'
import { parseRegistration } from '@gatehouse/protocol/metadata/client'
import type { Client, MachineAccess } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import { findTargets, scopesFor } from '../scopes-asked.ts'
import type { Visit } from '../visit.ts'
import { authenticationMethods, authenticationOf } from './authenticate-client.ts'
import type { Needs } from '../needs.ts'

export interface NewClient {
  /** The operator's own choice, or ours (`cli_...`). */
  readonly id?: string | undefined
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly grantTypes: readonly string[]
  readonly authenticationMethod: string
  readonly isFirstParty: boolean
  /** For client_credentials: what it may have by itself. */
  readonly machineAccess: readonly MachineAccess[]
}

/** Throws OAuthError with the reason; the secret is shown once. */
export const configureClient =
  (needs: Needs, grantTypes: readonly string[]) =>
  async (
    wanted: NewClient,
    visit: Visit,
  ): Promise<{ readonly client: Client; readonly secret?: string | undefined }> => {
    const metadata = parseRegistration(
      {
        client_name: wanted.name,
        redirect_uris: wanted.redirectUris,
        grant_types: wanted.grantTypes,
        token_endpoint_auth_method: wanted.authenticationMethod,
      },
      { privateUseSchemes: needs.policy.privateUseSchemes, grantTypes, authMethods: authenticationMethods },
    )
    refuseWhatWasDropped(wanted, metadata.redirect_uris, metadata.grant_types)
    const authentication = authenticationOf(metadata.token_endpoint_auth_method)
    const secret = authentication === 'secret' ? needs.ids.secret() : undefined
    const client: Client = {
      id: wanted.id === undefined ? needs.ids.next('cli') : checkedId(wanted.id),
      provenance: 'configured',
      name: cleanDisplayText(wanted.name, 100),
      isVerified: true,
      isFirstParty: wanted.isFirstParty,
      redirectUris: metadata.redirect_uris,
      grantTypes: metadata.grant_types,
      authentication,
      secretHash: secret === undefined ? undefined : needs.digest.sha256(secret),
      machineAccess: await checkedAccess(needs, wanted.machineAccess),
      metadata: { ...metadata },
      createdAt: needs.clock.now(),
    }
    const written = await needs.store.clients.create(client, [
      needs.entry('client.configured', visit, { clientId: client.id }),
    ])
    if (written === 'idTaken') throw refuse('invalid_client_metadata', `there is a client ${client.id} already`)
    return { client, secret }
  }

/** A stranger's registration keeps what is acceptable; an operator's typing error must be heard. */
const refuseWhatWasDropped = (wanted: NewClient, uris: readonly string[], grantTypes: readonly string[]): void => {
  const uri = wanted.redirectUris.find((candidate) => !uris.includes(candidate))
  if (uri !== undefined) throw refuse('invalid_redirect_uri', `this redirect URI cannot be used: ${uri}`)
  const type = wanted.grantTypes.find((candidate) => !grantTypes.includes(candidate))
  if (type !== undefined) throw refuse('invalid_client_metadata', `this grant type is not supported: ${type}`)
}

/** Never a URL: those names belong to metadata documents. */
const checkedId = (id: string): ClientId => {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id)) return id as ClientId
  throw refuse('invalid_client_metadata', 'a client id has 1 to 100 letters, digits, dots, dashes or underscores')
}

const checkedAccess = async ({ store }: Ports, access: readonly MachineAccess[]): Promise<readonly MachineAccess[]> => {
  const registry = await store.resources.list()
  return access.flatMap(({ resource, scopes }) => {
    const targets = findTargets([resource], registry)
    const [pair] = scopes.length === 0 ? [] : scopesFor(scopes, targets, registry)
    const missing = scopes.find((scope) => !pair?.scopes.includes(scope))
    if (missing !== undefined) throw refuse('invalid_scope', `the server ${resource} has no scope ${missing}`)
    return targets.map(({ uri }) => ({ resource: uri, scopes }))
  })
}
