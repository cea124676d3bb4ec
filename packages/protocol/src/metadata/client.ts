/** What a client says of itself when it registers: a stranger's JSON in, only what we keep out. RFC 7591 §2, §3.1 */
import { refuse } from '../errors.ts'
import { formatScope, parseScope } from '../scope.ts'
import { readClientKeys, refusePrivateKeys, type RegisteredKeys } from './client-keys.ts'
import { type Members, readDisplayText, readMembers, readText, readTexts } from './client-members.ts'
import { readPostLogoutRedirectUris, readRedirectUris } from './client-redirect-uris.ts'
import { readWebUri, refuseHostileUris } from './client-uris.ts'

/** What this server supports; from the lists of grants and client authentication methods. */
export interface MetadataPolicy {
  /** Schemes without a dot that native apps may use, without colon: `cursor`. */
  readonly privateUseSchemes: readonly string[]
  readonly grantTypes: readonly string[]
  /** Somebody answers for the host of its jwks_uri: an operator, or the document that stands on it. Otherwise it must be a public name. */
  readonly isKeyHostTrusted?: boolean
}

export interface RegistrationPolicy extends MetadataPolicy {
  readonly authMethods: readonly string[]
}

/** What is stored and echoed: checked, cleaned, and without empty members. */
export interface RegisteredMetadata extends RegisteredKeys {
  readonly redirect_uris: readonly string[]
  readonly token_endpoint_auth_method: string
  readonly grant_types: readonly string[]
  readonly response_types: readonly string[]
  /** Where a browser may go on after signing out. OIDC RP-Initiated Logout §3.1 */
  readonly post_logout_redirect_uris?: readonly string[]
  /** One that signs here; which those are may change. OIDC Registration §2 */
  readonly id_token_signed_response_alg?: string
  /** Only if the client said so; absent means: inferred from each redirect URI. */
  readonly application_type?: 'web' | 'native'
  readonly client_name?: string
  readonly client_uri?: string
  readonly logo_uri?: string
  readonly tos_uri?: string
  readonly policy_uri?: string
  readonly contacts?: readonly string[]
  /** Kept for the record and as a default, never a ceiling. */
  readonly scope?: string
  readonly software_id?: string
  readonly software_version?: string
}

/**
 * Refuses with `invalid_redirect_uri` or `invalid_client_metadata`. Members that are null, `""` or `[]` count as absent; whatever is not in
 * RegisteredMetadata is dropped unread, privileges above all.
 */
export const parseRegistration = (body: unknown, policy: RegistrationPolicy): RegisteredMetadata => {
  const members = readMembers(body)
  return readMetadata(members, readAuthMethod(members, policy.authMethods), policy)
}

/** Everything else that a client says, whichever way it came. */
export const readMetadata = (members: Members, authMethod: string, policy: MetadataPolicy): RegisteredMetadata => {
  const grantTypes = readGrantTypes(members, policy.grantTypes, authMethod)
  const usesCode = grantTypes.includes('authorization_code')
  const applicationType = readApplicationType(members)
  refusePrivateKeys(members)
  refuseHostileUris(members)
  return {
    redirect_uris: readRedirectUris(members, { ...policy, applicationType, areNeeded: usesCode }),
    token_endpoint_auth_method: authMethod,
    grant_types: grantTypes,
    response_types: readResponseTypes(members, usesCode),
    ...readClientKeys(members, authMethod, policy),
    ...present({
      post_logout_redirect_uris: readPostLogoutRedirectUris(members, { ...policy, applicationType }),
      id_token_signed_response_alg: readIdTokenAlgorithm(members),
      application_type: applicationType,
      client_name: readDisplayText(members, 'client_name', 80),
      client_uri: readWebUri(members, 'client_uri'),
      logo_uri: readWebUri(members, 'logo_uri'),
      tos_uri: readWebUri(members, 'tos_uri'),
      policy_uri: readWebUri(members, 'policy_uri'),
      contacts: readContacts(members),
      scope: readScope(members),
      software_id: readDisplayText(members, 'software_id', 200),
      software_version: readDisplayText(members, 'software_version', 200),
    }),
  }
}

/** Absent means client_secret_basic, and then a secret. RFC 7591 §2 */
const readAuthMethod = (members: Members, supported: readonly string[]): string => {
  const method = readText(members, 'token_endpoint_auth_method') ?? 'client_secret_basic'
  if (supported.includes(method)) return method
  throw refuse('invalid_client_metadata', `token_endpoint_auth_method must be one of: ${supported.join(', ')}`, {
    parameter: 'token_endpoint_auth_method',
  })
}

/** A client that lists none works with refresh tokens, too: SDKs expect them without asking. */
const readGrantTypes = (members: Members, supported: readonly string[], authMethod: string): readonly string[] => {
  const parameter = 'grant_types'
  const asked = readTexts(members, parameter) ?? ['authorization_code', 'refresh_token']
  if (authMethod === 'none' && asked.includes('client_credentials')) {
    throw refuse('invalid_client_metadata', 'client_credentials needs a client that can authenticate', { parameter })
  }
  const left = asked.filter((type) => supported.includes(type))
  // A refresh token alone begins nothing.
  if (left.some((type) => type !== 'refresh_token')) return left
  throw refuse('invalid_client_metadata', `grant_types must hold one of: ${supported.join(', ')}`, { parameter })
}

const readResponseTypes = (members: Members, usesCode: boolean): readonly string[] => {
  const asked = readTexts(members, 'response_types') ?? ['code']
  if (!usesCode) return []
  if (asked.includes('code')) return ['code']
  throw refuse('invalid_client_metadata', 'response_types must hold code', { parameter: 'response_types' })
}

const readApplicationType = (members: Members): 'web' | 'native' | undefined => {
  const type = readText(members, 'application_type')
  if (type === undefined || type === 'web' || type === 'native') return type
  throw refuse('invalid_client_metadata', 'application_type must be web or native', { parameter: 'application_type' })
}

const idTokenAlgorithms: readonly string[] = ['ES256', 'RS256', 'PS256', 'EdDSA']

/** Another one, `none` above all, is left out: the client then gets what we sign with, and the answer says so. RFC 7591 §3.2.1 */
const readIdTokenAlgorithm = (members: Members): string | undefined => {
  const algorithm = readText(members, 'id_token_signed_response_alg')
  return algorithm !== undefined && idTokenAlgorithms.includes(algorithm) ? algorithm : undefined
}

const readContacts = (members: Members): readonly string[] | undefined => {
  const contacts = readTexts(members, 'contacts')?.filter((contact) => /^[^\s\p{C}]{1,254}$/u.test(contact))
  return contacts?.length ? contacts.slice(0, 10) : undefined
}

const readScope = (members: Members): string | undefined => {
  try {
    return formatScope(parseScope(readText(members, 'scope'))) || undefined
  } catch (cause) {
    throw refuse('invalid_client_metadata', 'scope is malformed', { parameter: 'scope', cause })
  }
}

const present = <T extends Readonly<Record<string, unknown>>>(
  members: T,
): { readonly [Name in keyof T]?: Exclude<T[Name], undefined> } =>
  // The compiler does not follow a filter over entries.
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    readonly [Name in keyof T]?: Exclude<T[Name], undefined>
  }
