/** What an operator may say about a guard, checked before the first request: every mistake names the option, the reason and the cure. */
import { canonicalResource } from '@gatehouse/protocol/resource'
import { type EpochSeconds, epochSeconds } from '@gatehouse/protocol/time'
import { protectedResourceMetadataUrl } from '@gatehouse/protocol/well-known'
import type { ApiKeyOptions } from './api-key-options.ts'
import { type CustomVerifier, readVerifiers } from './custom-verifier.ts'
import type { Decision } from './decision.ts'
import { type Fetch, platformFetch } from './fetch-document.ts'
import { type IssuerOptions, type IssuerSettings, readIssuers } from './issuer-options.ts'
import { metadataUrlBelow } from './metadata.ts'
import { misconfigured } from './misconfigured.ts'
import { type RuleOptions, readRules } from './read-rules.ts'
import { type AskedRevocation, type FeedSettings, type Revocation, readRevocation } from './revocation.ts'
import type { RulesNeeds } from './rules.ts'
import { warn } from './warn.ts'

export interface GuardOptions extends RuleOptions {
  /** The canonical URI of this MCP server: exactly what a token must name as its audience. */
  readonly resource: string
  /** Whose tokens are believed: exactly as in the authorization server's metadata. An object says what is particular about it; a list names several. */
  readonly issuer: string | IssuerOptions | readonly (string | IssuerOptions)[]
  /** Keys that you hand out yourself, beside OAuth. */
  readonly apiKeys?: ApiKeyOptions
  /** Tokens of a form of your own. */
  readonly verifiers?: readonly CustomVerifier[]
  /** Signature algorithms that are accepted. */
  readonly algorithms?: readonly string[]
  /** What people read: `resource_name` in the metadata. */
  readonly name?: string
  /** `false` where one host serves several resources: the well-known URI of the bare host is then left alone. */
  readonly isOnlyResource?: boolean
  /** Repeats the authorization server's metadata on this host, for clients that look for it nowhere else. */
  readonly servesIssuerMetadata?: boolean
  /** Where clients are told to find the metadata. The well-known URI, unless somebody else owns the host's well-known paths. */
  readonly metadataUrl?: string
  /** How to learn what has ended before its time. Without a word the guard follows the issuer's feed, if its metadata names one. */
  readonly revocation?: Revocation
  /** For the issuer's metadata and keys; `globalThis.fetch` unless told otherwise. */
  readonly fetch?: Fetch
  /** `false`: on Node, the issuer's metadata is not looked at when the program has started. */
  readonly checkAtStart?: boolean
  /** Gets one event per decision. */
  readonly onDecision?: (decision: Decision) => void
  /** The clock, in seconds since 1970. */
  readonly now?: () => number
  /** Takes http:// beyond this computer. For laboratories. */
  readonly insecureAllowHttp?: boolean
}

export interface Settings
  extends
    RulesNeeds,
    Required<
      Pick<
        GuardOptions,
        'resource' | 'verifiers' | 'isOnlyResource' | 'metadataUrl' | 'fetch' | 'checkAtStart' | 'servesIssuerMetadata'
      >
    > {
  readonly issuers: readonly [IssuerSettings, ...IssuerSettings[]]
  readonly apiKeys: ApiKeyOptions | undefined
  readonly name: string | undefined
  /** Where the metadata is if the guard stands on a part of its host, and cannot answer at the well-known URI. */
  readonly metadataUrlOnPart: string
  readonly revocation: AskedRevocation | FeedSettings
  readonly onDecision: ((decision: Decision) => void) | undefined
  readonly now: () => EpochSeconds
}

const known: ReadonlySet<string> = new Set<keyof GuardOptions>([
  ...(['resource', 'issuer', 'apiKeys', 'verifiers', 'algorithms', 'name', 'isOnlyResource', 'metadataUrl'] as const),
  'servesIssuerMetadata',
  ...(['scopes', 'tools', 'methods', 'implies', 'mode', 'anonymousTools', 'filterTools', 'insecureDisabled'] as const),
  ...(['revocation', 'fetch', 'checkAtStart', 'onDecision', 'now', 'insecureAllowHttp'] as const),
])

/** Looked at once, while the program starts. */
const isProduction = (): boolean => globalThis.process?.env['NODE_ENV'] === 'production'

/** Throws GuardMisconfigured. */
export const readOptions = (options: GuardOptions): Settings => {
  const unknown = Object.keys(options).find((key) => !known.has(key))
  // `scope` for `scopes` would open the door without a word.
  if (unknown !== undefined)
    throw misconfigured(unknown, 'is no option of the guard', `use one of ${[...known].join(', ')}`)
  const { now = () => Date.now() / 1000, insecureAllowHttp } = options
  const resource = readResource(options)
  const issuers = readIssuers(options.issuer, {
    resource,
    algorithms: options.algorithms,
    readUrl: (key, text) => readWebUrl(key, text, insecureAllowHttp),
  })
  const rules = readRules(options, isProduction())
  if (rules.mode === 'disabled') warn(`the guard of ${resource} is disabled: everybody may call everything`)
  return {
    resource,
    ...rules,
    issuers,
    apiKeys: options.apiKeys,
    verifiers: readVerifiers(options.verifiers),
    name: options.name,
    isOnlyResource: options.isOnlyResource ?? true,
    servesIssuerMetadata: readServesIssuer(options.servesIssuerMetadata, issuers),
    metadataUrl: readMetadataUrl(options.metadataUrl, resource),
    metadataUrlOnPart: readMetadataUrl(options.metadataUrl ?? metadataUrlBelow(resource), resource),
    revocation: readRevocation(options.revocation),
    fetch: options.fetch ?? platformFetch,
    checkAtStart: options.checkAtStart ?? true,
    onDecision: options.onDecision,
    now: () => epochSeconds(now()),
  }
}

/** Whose metadata it would be must be clear. */
const readServesIssuer = (serves = false, issuers: Settings['issuers']): boolean => {
  if (!serves || issuers.filter(({ isAdvertised }) => isAdvertised).length === 1) return serves
  throw misconfigured('servesIssuerMetadata', 'needs one issuer', 'set isAdvertised: false on all the others')
}

const readResource = ({ resource, insecureAllowHttp }: GuardOptions): string => {
  const text = readWebUrl('resource', resource, insecureAllowHttp)
  const canonical = canonicalResource(text)
  if (canonical !== text)
    throw misconfigured('resource', `is "${text}", not its canonical form`, `write "${canonical}"`)
  return text
}

const readWebUrl = (key: string, text: unknown, insecureAllowHttp = false): string => {
  if (typeof text !== 'string' || !URL.canParse(text)) {
    throw misconfigured(key, 'is no URL', 'write it whole, such as "https://notes.example/mcp"')
  }
  const { protocol, hostname, hash, username } = new URL(text)
  if (hash !== '' || username !== '') throw misconfigured(key, `is "${text}"`, 'leave out fragment and user name')
  const isLoopback = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && (isLoopback || insecureAllowHttp))) {
    throw misconfigured(key, `is "${text}"`, 'use https (http only on this computer, or with insecureAllowHttp)')
  }
  return text
}

const readMetadataUrl = (url: string | undefined, resource: string): string => {
  if (url === undefined) return protectedResourceMetadataUrl(resource)
  if (URL.canParse(url) && new URL(url).origin === new URL(resource).origin) return url
  throw misconfigured('metadataUrl', `is "${url}"`, `name a place on ${new URL(resource).origin}`)
}
