/** Who checks a token: exactly one validator, chosen by the token's form, and its word is final. A key of ours never goes to somebody's introspection. */
import { refuse } from '@gatehouse/protocol/errors'
import { type ApiKeys, type KeyHeader, createApiKeys } from './api-keys.ts'
import { createCustom } from './custom-verifier.ts'
import { keepMetadata } from './discover.ts'
import { type Endings, createEndings } from './endings.ts'
import { createIntrospection } from './introspection.ts'
import type { IssuerSettings } from './issuer-options.ts'
import { openKeySource } from './key-source.ts'
import type { Settings } from './options.ts'
import { readForm } from './token-form.ts'
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
      const form = readForm(token)
      const found = form.kind === 'opaque' ? asked : standing.find(({ issuer }) => issuer.url === form.issuer)
      if (found) return found.validator
      const why = form.kind === 'opaque' ? 'it is no signed JWT' : 'it comes from another issuer'
      throw refuse('invalid_token', `the access token is not accepted: ${why}`)
    },
    close: () => standing.forEach(({ endings }) => endings?.close()),
  }
}

interface Standing {
  readonly validator: Validator
  /** `undefined`: its issuer is asked about every token so often that an end is heard of anyway. */
  readonly endings: Endings | undefined
}

const standFor = (issuer: IssuerSettings, settings: Settings): Standing => {
  const { fetch, now, resource, revocation } = settings
  const metadata = keepMetadata(issuer.url, fetch, now)
  const keys = openKeySource({ issuer, metadata, fetch, now })
  const { url, algorithms, introspection } = issuer
  const verify = introspection
    ? createIntrospection({ issuer, options: introspection, metadata, keys, resource, fetch, now })
    : createVerifier({ issuer, keys, now })
  if (introspection && !('hasEnded' in revocation)) {
    return { validator: { verify, hasEnded: never }, endings: undefined }
  }
  const endings = createEndings({ issuer: url, resource, algorithms, keys, fetch, now, revocation })
  return { validator: { verify, hasEnded: (token) => endings.hasEnded(token) }, endings }
}

const never = (): boolean => false

const withoutEnd = <One extends Pick<ApiKeys, 'verify'>>(one: One): One & Validator => ({ ...one, hasEnded: never })
