/** Who checks a token: exactly one validator, chosen by the token's form, and its word is final. A key of ours never goes to somebody's introspection. */
import { decodeJwt } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import { type ApiKeys, type KeyHeader, createApiKeys } from './api-keys.ts'
import { type CustomVerifier, createCustom } from './custom-verifier.ts'
import { type Endings, createEndings } from './endings.ts'
import { createIntrospection } from './introspection.ts'
import { endpointOf, fetchIssuerMetadata } from './issuer-metadata.ts'
import type { IssuerSettings } from './issuer-options.ts'
import { openKeySource } from './key-source.ts'
import type { Settings } from './options.ts'
import type { VerifiedToken } from './verified-tokens.ts'
import { createVerifier } from './verify.ts'

export interface Validator {
  /** Refuses with `invalid_token`, or with `temporarily_unavailable` when nobody can tell. */
  verify(token: string): Promise<VerifiedToken>
  /** Throws or rejects with `temporarily_unavailable` when nobody can say. */
  hasEnded(token: VerifiedToken): boolean | Promise<boolean>
}

export interface Validators {
  /** Refuses with `invalid_token` a token that nobody here knows what to do with. */
  validatorOf(token: string): Validator
  /** A header that carries keys of ours, besides Authorization. */
  readonly keyHeader: KeyHeader | undefined
  close(): void
}

export const createValidators = (settings: Settings): Validators => {
  const apiKeys = settings.apiKeys && withoutEnd(createApiKeys(settings.apiKeys, settings.resource, settings.now))
  const custom = settings.verifiers.map((verifier) => withoutEnd(createCustom(verifier, settings)))
  const standing = settings.issuers.map((issuer) => ({ issuer, ...standFor(issuer, settings) }))
  const asked = standing.find(({ issuer }) => issuer.introspection)
  return {
    keyHeader: apiKeys?.header,
    validatorOf(token) {
      if (apiKeys?.recognises(token)) return apiKeys
      const own = custom.find((one) => one.recognises(token))
      if (own) return own
      const named = issuerIn(token)
      const found = named === undefined ? asked : standing.find(({ issuer }) => issuer.url === named)
      if (found) return found.validator
      throw refuse('invalid_token', `the access token is not accepted: ${reasonFor(named)}`)
    },
    close: () => standing.forEach(({ endings }) => endings?.close()),
  }
}

const reasonFor = (named: string | undefined): string =>
  named === undefined ? 'it is no signed JWT' : 'it comes from another issuer'

/** What the token says of its origin, not yet proven: it only chooses who has to prove it. */
const issuerIn = (token: string): string | undefined => {
  if (token.split('.').length !== 3) return undefined
  try {
    const { iss } = decodeJwt(token)
    return typeof iss === 'string' ? iss : ''
  } catch {
    return undefined
  }
}

type Standing = { readonly validator: Validator; readonly endings: Endings | undefined }

const standFor = (issuer: IssuerSettings, settings: Settings): Standing => {
  const { fetch, now, resource, revocation } = settings
  const keys = openKeySource({ issuer, fetch, now })
  if (issuer.introspection) {
    const discoverEndpoint = endpointFinder(issuer.url, settings)
    const verify = createIntrospection({ issuer, options: issuer.introspection, discoverEndpoint, keys, fetch, now })
    if (!('hasEnded' in revocation)) return { validator: { verify, hasEnded: never }, endings: undefined }
    const endings = createEndings({
      issuer: issuer.url,
      resource,
      algorithms: issuer.algorithms,
      keys,
      fetch,
      now,
      revocation,
    })
    return { validator: { verify, hasEnded: (token) => endings.hasEnded(token) }, endings }
  }
  const verify = createVerifier({ ...issuer, issuer: issuer.url, keys, now })
  const endings = createEndings({
    issuer: issuer.url,
    resource,
    algorithms: issuer.algorithms,
    keys,
    fetch,
    now,
    revocation,
  })
  return { validator: { verify, hasEnded: (token) => endings.hasEnded(token) }, endings }
}

const never = (): boolean => false

const withoutEnd = <One extends Pick<ApiKeys, 'verify'>>(one: One): One & Validator => ({ ...one, hasEnded: never })

/** Found once; after a failure the next token asks again. */
const endpointFinder = (issuer: string, { fetch }: Settings): (() => Promise<string>) => {
  let found: Promise<string> | undefined
  return () => {
    found ??= find(issuer, fetch).catch((error: unknown) => {
      found = undefined
      throw error
    })
    return found
  }
}

const find = async (issuer: string, fetch: Settings['fetch']): Promise<string> => {
  const endpoint = endpointOf(await fetchIssuerMetadata(issuer, fetch), 'introspection_endpoint', issuer)
  if (endpoint !== undefined) return endpoint
  throw new Error(`the issuer ${issuer} names no introspection_endpoint`)
}

export type { CustomVerifier }
