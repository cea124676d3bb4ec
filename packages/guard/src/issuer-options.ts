/** Whose tokens are believed, checked before the first request: one issuer in words, or several with all that is particular about them. */
import { type IntrospectionOptions, readIntrospection } from './introspection-options.ts'
import { type KeyMaterial, type KeySource, readAlgorithms, readKeys } from './key-options.ts'
import { misconfigured } from './misconfigured.ts'
import { type ProfileName, profiles } from './profiles/index.ts'
import type { Profile } from './profiles/profile.ts'

export type { IntrospectionOptions } from './introspection-options.ts'

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

export interface IssuerSettings {
  readonly url: string
  readonly profile: Profile
  readonly audience: string
  readonly clients: readonly string[] | undefined
  readonly algorithms: readonly string[]
  readonly keys: KeyMaterial | undefined
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
  if (profile.audience === 'client' && !clients?.length) {
    throw misconfigured(
      `${key}.clients`,
      'is missing',
      `${profile.name} tokens may name no audience: list the clients that are meant for this server`,
    )
  }
  return {
    url: readIssuerUrl(typeof issuer === 'string' ? key : `${key}.url`, options.url, context),
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

/** `issuer|subject` names a person: with that mark in its URL, one issuer could speak for another's people. */
const readIssuerUrl = (key: string, url: unknown, { readUrl }: IssuerContext): string => {
  const text = readUrl(key, url)
  if (!text.includes('|')) return text
  throw misconfigured(key, 'holds "|"', 'no URL does (RFC 3986): write %7C, if that is what the metadata says')
}

const readProfile = (key: string, profile: IssuerOptions['profile'] = 'rfc9068'): Profile => {
  if (typeof profile === 'object') return profile
  const found = Object.entries(profiles).find(([name]) => name === profile)?.[1]
  if (found) return found
  throw misconfigured(`${key}.profile`, `is "${profile}"`, `choose one of ${Object.keys(profiles).join(', ')}`)
}
