/** Whoever holds a private key, and signs what it is told with it: for clients that prove themselves by private_key_jwt. RFC 7515 §3.1, RFC 7523 §3 */
import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

export interface KeyHolder {
  readonly publicJwk: Readonly<Record<string, unknown>>
  /** What must never be published. */
  readonly privateJwk: Readonly<Record<string, unknown>>
  /** A compact JWS; `header` changes the honest one, undefined takes a member out. */
  sign(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string
}

type Algorithm = 'ES256' | 'ES384' | 'RS256' | 'PS256' | 'EdDSA'

let made = 0

export const keyHolder = (alg: Algorithm = 'ES256', kid = `key-${(made += 1)}`): KeyHolder => {
  const { publicKey, privateKey } = pairFor(alg)
  const members = { kid, alg, use: 'sig' }
  return {
    publicJwk: { ...publicKey.export({ format: 'jwk' }), ...members },
    privateJwk: { ...privateKey.export({ format: 'jwk' }), ...members },
    sign(claims, header = {}) {
      const input = [{ alg, kid, ...header }, claims].map(encoded).join('.')
      return `${input}.${signatureOf(alg, privateKey, input)}`
    },
  }
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const pairFor = (alg: Algorithm): { readonly publicKey: KeyObject; readonly privateKey: KeyObject } => {
  if (alg === 'EdDSA') return generateKeyPairSync('ed25519')
  if (alg === 'ES256' || alg === 'ES384')
    return generateKeyPairSync('ec', { namedCurve: alg === 'ES256' ? 'P-256' : 'P-384' })
  return generateKeyPairSync('rsa', { modulusLength: 2048 })
}

const signatureOf = (alg: Algorithm, key: KeyObject, input: string): string => {
  const digest = alg === 'EdDSA' ? undefined : `sha${alg.slice(2)}`
  const padding = alg === 'PS256' ? { padding: 6, saltLength: 32 } : {}
  return sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363', ...padding }).toString('base64url')
}
