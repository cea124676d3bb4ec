/** What an operator may say about keys of its own, checked before the first request; a key out of a store is checked by the same rules. */
import { isScopeToken } from '@gatehouse/protocol/scope'
import { isInstant } from './instant.ts'
import { misconfigured } from './misconfigured.ts'

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

/** Throws GuardMisconfigured. */
export const readApiKeys = (options: ApiKeyOptions): Required<ApiKeyOptions> => {
  const unknown = Object.keys(options).find((name) => !['prefix', 'keys', 'header'].includes(name))
  if (unknown !== undefined) throw misconfigured(`apiKeys.${unknown}`, 'is not known', 'use prefix, keys, header')
  const { prefix, keys, header = 'x-api-key' } = options
  // Every JWT begins with `ey` or `ew`: a key that looked like one would be somebody else's.
  if (typeof prefix !== 'string' || !/^(?!e[yw])[A-Za-z0-9_-]{2,}_$/.test(prefix)) {
    throw misconfigured('apiKeys.prefix', `is ${JSON.stringify(prefix)}`, 'write something like "sk_"')
  }
  if (Array.isArray(keys)) checkAll(keys)
  else if (typeof keys !== 'function') {
    throw misconfigured('apiKeys.keys', 'is neither a list nor a function', 'write [{ hash, subject, scopes }]')
  }
  return { prefix, keys, header: readHeader(header) }
}

/** Others read these headers for something else. */
const taken: readonly string[] = ['authorization', 'cookie', 'host', 'content-type', 'proxy-authorization']

const readHeader = (header: unknown): string | false => {
  if (header === false) return false
  const name = typeof header === 'string' ? header.toLowerCase() : ''
  if (/^[a-z0-9-]+$/.test(name) && !taken.includes(name)) return name
  throw misconfigured('apiKeys.header', `is ${JSON.stringify(header)}`, 'write the name of a header, or false')
}

const checkAll = (keys: readonly unknown[]): void => {
  const hashes = new Set<unknown>()
  for (const [index, key] of keys.entries()) {
    const why = whyNoApiKey(key)
    if (why) throw misconfigured(`apiKeys.keys[${index}].${why.member}`, why.reason, why.cure)
    const { hash } = key as ApiKey // whyNoApiKey has looked at every member
    if (hashes.has(hash)) throw misconfigured(`apiKeys.keys[${index}]`, 'is there twice', 'leave one of them out')
    hashes.add(hash)
  }
}

interface Fault {
  readonly member: keyof ApiKey
  readonly reason: string
  readonly cure: string
}

/** `undefined`: it is one. */
export const whyNoApiKey = (key: unknown): Fault | undefined => {
  const { hash, subject, scopes, expiresAt }: Partial<Record<keyof ApiKey, unknown>> = Object(key)
  if (typeof hash !== 'string' || !/^[A-Za-z0-9_-]{43}$/.test(hash)) {
    return { member: 'hash', reason: 'is no SHA-256 in base64url', cure: 'put the hash there, never the key' }
  }
  if (typeof subject !== 'string' || subject === '') {
    return { member: 'subject', reason: 'is missing', cure: 'say who the key stands for' }
  }
  if (!Array.isArray(scopes) || !scopes.every((one) => typeof one === 'string' && isScopeToken(one))) {
    return { member: 'scopes', reason: 'is no list of scopes', cure: "write ['notes:read']" }
  }
  if (expiresAt === undefined || isInstant(expiresAt)) return undefined
  return { member: 'expiresAt', reason: 'is no time', cure: 'write whole seconds since 1970, not milliseconds' }
}
