/** An issuer's public keys: a JWKS in, the one key that a token's header names out. RFC 7517 §5, RFC 8725 §3.1 */
import { type JWK, type JWSHeaderParameters, type CryptoKey, createLocalJWKSet, errors } from 'jose'

/** `undefined`: no key, or more than one, answers to this header. */
export type KeySet = (header: JWSHeaderParameters) => Promise<CryptoKey | undefined>

const mostKeys = 100

/**
 * Keys that may not verify an access token are left out: secrets, private halves, encryption keys, short RSA. Throws if it is no JWKS,
 * or if no key is left: an issuer without keys is a broken one, and what we know of it is better than that.
 */
export const createKeySet = (jwks: unknown): KeySet => {
  const listed = isRecord(jwks) ? jwks['keys'] : undefined
  if (!Array.isArray(listed) || listed.length > mostKeys)
    throw new Error('the issuer answered something that is no JWKS')
  const keys = listed.filter(isFit)
  if (keys.length === 0) throw new Error('the issuer answered a JWKS without a key for signatures')
  const pick = createLocalJWKSet({ keys })
  return async (header) => {
    try {
      return await pick({ ...header, alg: header.alg ?? '' })
    } catch (error) {
      // A key that cannot be read (no point of its curve, members that are no numbers) is none.
      if (error instanceof errors.JOSEError || error instanceof DOMException || error instanceof TypeError)
        return undefined
      throw error
    }
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isFit = (key: unknown): key is JWK => {
  if (!isRecord(key) || 'd' in key || 'k' in key || key['use'] === 'enc') return false
  const has = (...members: readonly string[]): boolean => members.every((name) => typeof key[name] === 'string')
  if (key['kty'] === 'EC') return has('crv', 'x', 'y')
  if (key['kty'] === 'OKP') return has('crv', 'x')
  return key['kty'] === 'RSA' && has('n', 'e') && isLongModulus(key['n'])
}

/** 2048 bits are 342 characters, leading zeros not counted. RFC 7518 §3.3 */
const isLongModulus = (modulus: unknown): boolean =>
  typeof modulus === 'string' && modulus.replace(/^A+/, '').length >= 342
