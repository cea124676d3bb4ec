/** Keys that an operator hands out beside OAuth: kept hashed, told by their prefix, with scopes and a name of their own. */
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, type Seconds, after, epochSeconds, seconds } from '@gatehouse/protocol/time'
import { sha256 } from '#digest'
import { type ApiKey, type ApiKeyOptions, readApiKeys, whyNoApiKey } from './api-key-options.ts'
import { mintCaller } from './caller.ts'
import type { VerifiedToken } from './verified-tokens.ts'

/** Where keys may come besides Authorization, and how they begin. */
export interface KeyHeader {
  /** In small letters. */
  readonly name: string
  readonly prefix: string
}

export interface ApiKeys {
  readonly header: KeyHeader | undefined
  recognises(token: string): boolean
  /** Refuses with `invalid_token`, or with `temporarily_unavailable` while the store cannot be asked. */
  verify(token: string): Promise<VerifiedToken>
}

/** A key that was taken away stops working after this time at the latest, where a store is asked. */
const longestMemory: Seconds = seconds(5)

/** Throws GuardMisconfigured. */
export const createApiKeys = (options: ApiKeyOptions, resource: string, now: () => EpochSeconds): ApiKeys => {
  const { prefix, keys, header } = readApiKeys(options)
  const issuer = `${resource}#api-keys`
  const find = async (hash: string): Promise<ApiKey | undefined> =>
    typeof keys === 'function' ? checked(await ask(keys, hash)) : findAmong(keys, hash)
  return {
    header: header === false ? undefined : { name: header, prefix },
    recognises: (token) => token.startsWith(prefix),
    async verify(token) {
      const hash = await sha256(token)
      const key = await find(hash)
      if (!key || !isEqual(key.hash, hash)) throw wrong('it is not known')
      const { subject, scopes, expiresAt } = key
      if (expiresAt !== undefined && expiresAt <= now()) throw wrong('it has expired')
      const until = after(now(), longestMemory)
      return {
        caller: mintCaller({
          principal: `${issuer}|${subject}`,
          issuer,
          subject,
          clientId: subject,
          scopes: [...scopes],
          roles: [],
          authentication: 'api-key',
          claims: {},
        }),
        jti: hash,
        expiresAt: expiresAt === undefined ? until : epochSeconds(Math.min(expiresAt, until)),
      }
    },
  }
}

const ask = async (keys: (hash: string) => unknown, hash: string): Promise<unknown> => {
  try {
    return await keys(hash)
  } catch (cause) {
    throw refuse('temporarily_unavailable', 'nobody can say right now whether the API key is known', {
      retryAfter: seconds(2),
      cause,
    })
  }
}

/** Half a key is a mistake of the store: it becomes a 500, and nobody passes. */
const checked = (found: unknown): ApiKey | undefined => {
  if (found === undefined || found === null) return undefined
  const why = whyNoApiKey(found)
  if (why === undefined) return found as ApiKey // whyNoApiKey has looked at every member
  throw new TypeError(`the store of API keys answered something that is no key: ${why.member} ${why.reason}`)
}

/** Every key is looked at, whichever fits. */
const findAmong = (keys: readonly ApiKey[], hash: string): ApiKey | undefined => {
  let found: ApiKey | undefined
  for (const key of keys) if (isEqual(key.hash, hash)) found = key
  return found
}

/** In time that depends on the lengths only. */
const isEqual = (a: string, b: string): boolean => {
  let difference = a.length ^ b.length
  for (let index = 0; index < a.length; index += 1) difference |= a.charCodeAt(index) ^ b.charCodeAt(index)
  return difference === 0
}

const wrong = (why: string) => refuse('invalid_token', `the API key is not accepted: ${why}`)
