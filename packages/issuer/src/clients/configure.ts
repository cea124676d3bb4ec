/** A client that an operator brings: pre-registered, with what only an operator may give. */
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import { refuse } from '@gatehouse/protocol/errors'
import { faultOfClientIdUrl, namesDocument } from '@gatehouse/protocol/metadata/client-id-url'
import { parseRegistration, type RegisteredMetadata } from '@gatehouse/protocol/metadata/client'
import type { Seconds } from '@gatehouse/protocol/time'
import type { Client, ClientKeys, MachineAccess } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import { findTargets, scopesFor } from '../scopes-asked.ts'
import type { Visit } from '../visit.ts'
import { authenticationMethods } from './authenticate-client.ts'
import { secretAfter } from './client-secret.ts'
import { described } from './described.ts'
import { refuseBrokenKeys } from './refuse-broken-keys.ts'
import type { Needs } from '../needs.ts'

export interface NewClient {
  /** The operator's own choice, or ours (`cli_...`). */
  readonly id?: string | undefined
  readonly name: string
  readonly redirectUris: readonly string[]
  readonly grantTypes: readonly string[]
  readonly authenticationMethod: string
  readonly isFirstParty: boolean
  /** Where a browser may go on after signing out. OIDC RP-Initiated Logout §3.1 */
  readonly postLogoutRedirectUris?: readonly string[] | undefined
  /** For its ID tokens; ours to choose unless said otherwise. OIDC Registration §2 */
  readonly idTokenAlgorithm?: string | undefined
  /** For private_key_jwt. */
  readonly keys?: ClientKeys | undefined
  /** See Client.mayNameTokenEndpoint. */
  readonly mayNameTokenEndpoint?: boolean | undefined
  /** For client_credentials: what it may have by itself. */
  readonly machineAccess: readonly MachineAccess[]
  /** Of a secret that is made for it; for ever unless said otherwise. */
  readonly secretLifetime?: Seconds | undefined
}

export interface MadeClient {
  readonly client: Client
  /** Shown once; undefined when none was made. */
  readonly secret?: string | undefined
}

/** Throws OAuthError with the reason. */
export const configureClient = (needs: Needs, grantTypes: readonly string[]) => {
  const create = createClient(needs, grantTypes)
  return async (wanted: NewClient, visit: Visit): Promise<MadeClient> => {
    const made = await create(wanted, visit)
    if (made !== 'idTaken') return made
    throw refuse('invalid_client_metadata', `there is a client ${wanted.id ?? ''} already`)
  }
}

export const createClient = (needs: Needs, grantTypes: readonly string[]) => {
  const check = checkedClient(needs, grantTypes)
  return async (wanted: NewClient, visit: Visit): Promise<MadeClient | 'idTaken'> => {
    const members = await check(wanted)
    const { secret, row } = secretAfter(needs, members, { lifetime: wanted.secretLifetime })
    const client: Client = {
      id: wanted.id === undefined ? needs.ids.next('cli') : checkedId(wanted.id, needs),
      provenance: 'configured',
      ...members,
      ...row,
      createdAt: needs.clock.now(),
    }
    const journal = [needs.entry('client.configured', visit, { clientId: client.id })]
    return (await needs.store.clients.create(client, journal)) === 'idTaken' ? 'idTaken' : { client, secret }
  }
}

/** Everything of the row that an operator's words say. */
export const checkedClient =
  (needs: Needs, grantTypes: readonly string[]) =>
  async (wanted: NewClient): Promise<CheckedMembers> => {
    const metadata = parseRegistration(
      {
        client_name: wanted.name,
        redirect_uris: wanted.redirectUris,
        grant_types: wanted.grantTypes,
        token_endpoint_auth_method: wanted.authenticationMethod,
        post_logout_redirect_uris: wanted.postLogoutRedirectUris,
        id_token_signed_response_alg: wanted.idTokenAlgorithm,
        ...keyMembers(wanted.keys),
      },
      {
        privateUseSchemes: needs.policy.privateUseSchemes,
        grantTypes,
        authMethods: authenticationMethods,
        isKeyHostTrusted: true,
      },
    )
    await refuseBrokenKeys(metadata)
    refuseWhatWasDropped(wanted, metadata)
    return {
      name: cleanDisplayText(wanted.name, 100),
      isVerified: true,
      isFirstParty: wanted.isFirstParty,
      ...described(metadata),
      mayNameTokenEndpoint: wanted.mayNameTokenEndpoint,
      machineAccess: await checkedAccess(needs, wanted.machineAccess),
    }
  }

type CheckedMembers = Omit<Client, 'id' | 'provenance' | 'createdAt'>

const keyMembers = (keys: ClientKeys | undefined): Readonly<Record<string, unknown>> => {
  if (!keys) return {}
  return 'jwks' in keys ? { jwks: { keys: keys.jwks } } : { jwks_uri: keys.jwksUri }
}

/** A stranger's registration keeps what is acceptable; an operator's typing error must be heard. */
const refuseWhatWasDropped = (wanted: NewClient, kept: RegisteredMetadata): void => {
  const keptUris = [...kept.redirect_uris, ...(kept.post_logout_redirect_uris ?? [])]
  const uris = [...wanted.redirectUris, ...(wanted.postLogoutRedirectUris ?? [])]
  const uri = uris.find((candidate) => !keptUris.includes(candidate))
  if (uri !== undefined) throw refuse('invalid_redirect_uri', `this redirect URI cannot be used: ${uri}`)
  const type = wanted.grantTypes.find((candidate) => !kept.grant_types.includes(candidate))
  if (type !== undefined) throw refuse('invalid_client_metadata', `this grant type is not supported: ${type}`)
  if (wanted.idTokenAlgorithm !== kept.id_token_signed_response_alg) {
    throw refuse('invalid_client_metadata', `ID tokens cannot be signed with ${wanted.idTokenAlgorithm}`)
  }
}

/** A URL is the id of a client that has a document: an operator may write down what it says, and then nobody looks there any more. */
const checkedId = (id: string, { policy }: Needs): ClientId => {
  const fault = namesDocument(id) ? faultOfClientIdUrl(id, policy.issuer) : undefined
  if (fault !== undefined) throw refuse('invalid_client_metadata', `this URL cannot be a client id: ${fault}`)
  if (namesDocument(id) || /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id)) return id as ClientId
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
