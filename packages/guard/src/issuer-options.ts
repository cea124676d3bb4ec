/** Whose tokens are believed, checked before the first request: one issuer in words, or several with all that is particular about them. */
import { misconfigured } from './misconfigured.ts'
import { type ProfileName, profiles } from './profiles/index.ts'
import type { Profile } from './profiles/profile.ts'

export interface IssuerOptions {
  /** Exactly as in its metadata, slash and all. */
  readonly url: string
  /** What its access tokens look like: `rfc9068` unless told otherwise. */
  readonly profile?: ProfileName | Profile
  /** What its tokens name instead of the resource, where it does not know `resource` (RFC 8707). */
  readonly audience?: string
  /** Only tokens for these clients. Needed where tokens name no audience. */
  readonly clients?: readonly string[]
  /** Signature algorithms that are accepted. HS256 only together with `keys.secret`. */
  readonly algorithms?: readonly string[]
  /** Its keys, where they are not to be discovered. */
  readonly keys?: KeySource
  /** Its tokens say nothing by themselves: it is asked about each (RFC 7662). */
  readonly introspection?: IntrospectionOptions
  /** `false`: clients are not sent there. */
  readonly isAdvertised?: boolean
}

export type KeySource =
  | { readonly jwksUri: string }
  | { readonly jwks: { readonly keys: readonly unknown[] } }
  /** SPKI or a certificate, in the clear text of the file. */
  | { readonly pem: string }
  /** At least 32 bytes, shared with the issuer: whoever knows it can also sign. */
  | { readonly secret: string }

export interface IntrospectionOptions {
  /** The one of the metadata unless told otherwise. */
  readonly endpoint?: string
  readonly clientId: string
  readonly clientSecret: string
  readonly method?: 'client_secret_basic' | 'client_secret_post'
}

export interface IssuerSettings {
  readonly url: string
  readonly profile: Profile
  readonly audience: string
  readonly clients: readonly string[] | undefined
  readonly algorithms: readonly string[]
  readonly keys: KeySource | undefined
  readonly introspection: IntrospectionOptions | undefined
  readonly isAdvertised: boolean
}

export interface IssuerContext {
  readonly resource: string
  /** For issuers that name none themselves. */
  readonly algorithms: readonly string[] | undefined
  /** Throws GuardMisconfigured unless the text is a URL that may be used. */
  readonly readUrl: (key: string, text: unknown) => string
}

type Issuer = string | IssuerOptions

/** Throws GuardMisconfigured. */
export const readIssuers = (
  issuer: Issuer | readonly Issuer[],
  context: IssuerContext,
): readonly [IssuerSettings, ...IssuerSettings[]] => {
  const listed: readonly Issuer[] = Array.isArray(issuer) ? issuer : [issuer as Issuer]
  const [first, ...others] = listed.map((one, index) => readIssuer(one, listed.length > 1 ? index : undefined, context))
  if (!first) throw misconfigured('issuer', 'is empty', 'name the authorization server: "https://auth.example"')
  const all = [first, ...others] as const
  const urls = all.map(({ url }) => url)
  const doubled = urls.find((url, index) => urls.indexOf(url) !== index)
  if (doubled !== undefined) throw misconfigured('issuer', `has "${doubled}" twice`, 'leave one of them out')
  if (all.filter(({ introspection }) => introspection).length > 1) {
    throw misconfigured(
      'issuer',
      'has several with introspection',
      'a token without form can be asked of one issuer only',
    )
  }
  return all
}

const readIssuer = (issuer: Issuer, index: number | undefined, context: IssuerContext): IssuerSettings => {
  const key = index === undefined ? 'issuer' : `issuer[${index}]`
  const options: IssuerOptions = typeof issuer === 'string' ? { url: issuer } : issuer
  if (typeof options !== 'object' || options === null) throw misconfigured(key, 'is no URL', 'write it whole')
  const unknown = Object.keys(options).find((name) => !known.has(name))
  if (unknown !== undefined)
    throw misconfigured(`${key}.${unknown}`, 'is not known', `use one of ${[...known].join(', ')}`)
  const profile = readProfile(key, options.profile)
  const { clients, keys, introspection } = options
  if (profile.audience === 'client' && !clients?.length && !introspection) {
    throw misconfigured(
      `${key}.clients`,
      'is missing',
      `${profile.name} tokens may name no audience: list the clients that are meant for this server`,
    )
  }
  return {
    url: context.readUrl(typeof issuer === 'string' ? key : `${key}.url`, options.url),
    profile,
    audience: options.audience ?? context.resource,
    clients,
    algorithms: readAlgorithms(key, options.algorithms ?? context.algorithms, keys),
    keys: readKeys(key, keys, context),
    introspection: introspection && readIntrospection(key, introspection, context),
    isAdvertised: options.isAdvertised ?? true,
  }
}

const known: ReadonlySet<string> = new Set<keyof IssuerOptions>([
  'url',
  'profile',
  'audience',
  'clients',
  'algorithms',
  'keys',
  'introspection',
  'isAdvertised',
])

const readProfile = (key: string, profile: IssuerOptions['profile'] = 'rfc9068'): Profile => {
  if (typeof profile === 'object') return profile
  const found = Object.entries(profiles).find(([name]) => name === profile)?.[1]
  if (found) return found
  throw misconfigured(`${key}.profile`, `is "${profile}"`, `choose one of ${Object.keys(profiles).join(', ')}`)
}

const asymmetric: readonly string[] = ['ES256', 'RS256', 'PS256', 'EdDSA']
const verifiable: ReadonlySet<string> = new Set([
  ...asymmetric,
  'ES384',
  'ES512',
  'RS384',
  'RS512',
  'PS384',
  'PS512',
  'Ed25519',
])

/** A secret takes HS256 alone, and nothing else takes it: whoever can verify could also sign. RFC 8725 §3.1 */
const readAlgorithms = (
  key: string,
  algorithms: readonly string[] | undefined,
  keys: KeySource | undefined,
): readonly string[] => {
  const isShared = keys !== undefined && 'secret' in keys
  const chosen = algorithms ?? (isShared ? ['HS256'] : asymmetric)
  const fits = (algorithm: string): boolean => (isShared ? algorithm === 'HS256' : verifiable.has(algorithm))
  const odd = chosen.find((algorithm) => !fits(algorithm))
  if (odd === undefined && chosen.length > 0) return chosen
  const choice = isShared ? 'HS256' : [...verifiable].join(', ')
  throw misconfigured(
    key === 'issuer' ? 'algorithms' : `${key}.algorithms`,
    `has ${odd ?? 'nothing in it'}`,
    `choose among ${choice}`,
  )
}

const readKeys = (key: string, keys: KeySource | undefined, { readUrl }: IssuerContext): KeySource | undefined => {
  if (keys === undefined) return undefined
  if ('jwksUri' in keys) return { jwksUri: readUrl(`${key}.keys.jwksUri`, keys.jwksUri) }
  if ('secret' in keys && new TextEncoder().encode(keys.secret).length < 32) {
    throw misconfigured(`${key}.keys.secret`, 'is shorter than 32 bytes', 'make a long random one')
  }
  if ('jwks' in keys || 'pem' in keys || 'secret' in keys) return keys
  throw misconfigured(`${key}.keys`, 'names no keys', 'write one of jwksUri, jwks, pem, secret')
}

const readIntrospection = (
  key: string,
  options: IntrospectionOptions,
  { readUrl }: IssuerContext,
): IntrospectionOptions => {
  const { endpoint, clientId, clientSecret, method = 'client_secret_basic' } = options
  if (!clientId || !clientSecret) {
    throw misconfigured(`${key}.introspection`, 'has no credentials', 'write clientId and clientSecret')
  }
  if (method !== 'client_secret_basic' && method !== 'client_secret_post') {
    throw misconfigured(
      `${key}.introspection.method`,
      'is not known',
      'choose client_secret_basic or client_secret_post',
    )
  }
  if (endpoint !== undefined) readUrl(`${key}.introspection.endpoint`, endpoint)
  return options
}
