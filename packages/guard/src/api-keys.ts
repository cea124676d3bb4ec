/** Keys that an operator hands out beside OAuth: kept hashed, told by their prefix, with scopes and a name of their own. */
import { refuse } from '@gatehouse/protocol/errors'
import { isScopeToken } from '@gatehouse/protocol/scope'
import { type EpochSeconds, type Seconds, after, epochSeconds, seconds } from '@gatehouse/protocol/time'
import { sha256 } from '#digest'
import { mintCaller } from './caller.ts'
import { misconfigured } from './misconfigured.ts'
import type { VerifiedToken } from './verified-tokens.ts'

export interface ApiKey {
  /** SHA-256 of the whole key, base64url without padding (43 characters): the key itself is kept nowhere. */
  readonly hash: string
  /** Who it stands for. */
  readonly subject: string
  readonly scopes: readonly string[]
  /** Seconds since 1970. */
  readonly expiresAt?: number
}

export interface ApiKeyOptions {
  /** How every key begins, such as `sk_`: at least 3 characters, the last one `_`. No token of an issuer may begin so. */
  readonly prefix: string
  /** A list, or a question to a store: the hash in, the key out. */
  readonly keys: readonly ApiKey[] | ((hash: string) => ApiKey | undefined | Promise<ApiKey | undefined>)
  /** Taken from this header, too: `x-api-key` unless told otherwise; `false`: only as Bearer. */
  readonly header?: string | false
}

/** Where keys may come besides Authorization, and how they begin. */
export interface KeyHeader {
  /** In small letters. */
  readonly name: string
  readonly prefix: string
}

export interface ApiKeys {
  readonly header: KeyHeader | undefined
  recognises(token: string): boolean
  /** Refuses with `invalid_token`. */
  verify(token: string): Promise<VerifiedToken>
}

/** A key that was taken away stops working after this time at the latest, where a store is asked. */
const longestMemory: Seconds = seconds(5)

/** Throws GuardMisconfigured. */
export const createApiKeys = (options: ApiKeyOptions, resource: string, now: () => EpochSeconds): ApiKeys => {
  const { prefix, keys, header = 'x-api-key' } = options
  if (!/^[A-Za-z0-9_-]{2,}_$/.test(prefix)) {
    throw misconfigured('apiKeys.prefix', `is "${prefix}"`, 'write something like "sk_"')
  }
  if (typeof keys !== 'function') keys.forEach(check)
  const find = typeof keys === 'function' ? keys : (hash: string) => findAmong(keys, hash)
  return {
    header: header === false ? undefined : { name: header.toLowerCase(), prefix },
    recognises: (token) => token.startsWith(prefix),
    async verify(token) {
      const hash = await sha256(token)
      const key = await find(hash)
      if (!key || !isEqual(key.hash, hash)) throw wrong('it is not known')
      if (key.expiresAt !== undefined && key.expiresAt <= now()) throw wrong('it has expired')
      const until = after(now(), longestMemory)
      const issuer = `${resource}#api-keys`
      return {
        caller: mintCaller({
          principal: `${issuer}|${key.subject}`,
          issuer,
          subject: key.subject,
          clientId: key.subject,
          scopes: [...key.scopes],
          roles: [],
          authentication: 'api-key',
          claims: {},
        }),
        jti: hash,
        expiresAt: key.expiresAt === undefined ? until : epochSeconds(Math.min(key.expiresAt, until)),
      }
    },
  }
}

const check = ({ hash, subject, scopes }: ApiKey, index: number): void => {
  const key = `apiKeys.keys[${index}]`
  if (!/^[A-Za-z0-9_-]{43}$/.test(hash)) {
    throw misconfigured(`${key}.hash`, 'is no SHA-256 in base64url', 'put the hash there, never the key')
  }
  if (subject === '') throw misconfigured(`${key}.subject`, 'is empty', 'say who the key stands for')
  if (!scopes.every(isScopeToken)) throw misconfigured(`${key}.scopes`, 'is no list of scopes', "write ['notes:read']")
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
