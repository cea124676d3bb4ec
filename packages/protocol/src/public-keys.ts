/** Public keys as a stranger publishes them: a JSON Web Key Set in, what may verify a signature out. RFC 7517 §4, §5 */

/** The public members of one key, and nothing else. */
export type PublicJwk = Readonly<Record<string, unknown>>

const secretMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
const publicMembers: readonly string[] = ['kty', 'crv', 'x', 'y', 'n', 'e', 'kid', 'alg', 'use', 'key_ops']
/** 2048 bits in base64url. */
const shortestModulus = 342
const longestKid = 256

/** The `keys` of a key set; `undefined` if it is none. */
export const keysOf = (keySet: unknown): readonly unknown[] | undefined => {
  const keys = isObject(keySet) ? keySet['keys'] : undefined
  return Array.isArray(keys) ? keys : undefined
}

/** Why nobody may prove anything with this key: private, symmetric, short, or no key at all. */
export const faultOfPublicKey = (key: unknown): string | undefined => {
  if (!isObject(key)) return 'a key must be a JSON object'
  if (secretMembers.some((name) => Object.hasOwn(key, name))) return 'jwks must hold public keys only'
  const { kty, n, kid } = key
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return 'a key must be RSA, EC or OKP'
  if (kid !== undefined && (typeof kid !== 'string' || kid.length > longestKid)) return 'a kid must be a short text'
  const isShort = kty === 'RSA' && (typeof n !== 'string' || n.replace(/^A+/, '').length < shortestModulus)
  return isShort ? 'an RSA key needs 2048 bits' : undefined
}

/** Those of a set that can be used, each with its public members only. */
export const usableKeys = (keys: readonly unknown[]): readonly PublicJwk[] =>
  keys
    .filter((key): key is PublicJwk => isObject(key) && faultOfPublicKey(key) === undefined)
    .map((key) => Object.fromEntries(Object.entries(key).filter(([name]) => publicMembers.includes(name))))

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value != null && !Array.isArray(value)
