/** The algorithms that a key of ours may have: how it is made, which members it has, how it signs and verifies. RFC 7518 §3, §6, RFC 8037 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
  type SigningOptions,
} from 'node:crypto'
import { promisify } from 'node:util'
import { derFromJose, joseFromDer } from '@gatehouse/protocol/ecdsa-form'
import { z } from 'zod'

export const algorithms = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const

export type Algorithm = (typeof algorithms)[number]

export const isAlgorithm = (name: string): name is Algorithm => algorithms.some((one) => one === name)

interface Kind {
  /** Public members only: what it does not know is stripped. */
  readonly open: z.ZodType<Readonly<Record<string, string>>>
  readonly whole: z.ZodType<Readonly<Record<string, string>>>
  readonly generate: () => Promise<{ readonly privateKey: KeyObject }>
  readonly hash: 'sha256' | null
  /** Only where Node would do something else without: to be told costs it much. */
  readonly options?: SigningOptions
  readonly isEcdsa?: true
}

const generate = promisify(generateKeyPair)
const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/)
const bytes32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/)

const ec = z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: bytes32, y: bytes32 })
const okp = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: bytes32 })
/** 2048 bits are 342 characters. RFC 7518 §3.3 */
const rsa = z.object({ kty: z.literal('RSA'), n: base64url.min(342), e: z.literal('AQAB') })
const rsaPrivate = { d: base64url, p: base64url, q: base64url, dp: base64url, dq: base64url, qi: base64url }

const rsaKind: Kind = {
  open: rsa,
  whole: rsa.extend(rsaPrivate),
  generate: () => generate('rsa', { modulusLength: 2048 }),
  hash: 'sha256',
}

const kinds: Readonly<Record<Algorithm, Kind>> = {
  ES256: {
    open: ec,
    whole: ec.extend({ d: bytes32 }),
    generate: () => generate('ec', { namedCurve: 'P-256' }),
    hash: 'sha256',
    isEcdsa: true,
  },
  // PKCS #1 v1.5 is what Node does with an RSA key.
  RS256: rsaKind,
  PS256: {
    ...rsaKind,
    options: { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST },
  },
  EdDSA: {
    open: okp,
    whole: okp.extend({ d: bytes32 }),
    generate: () => generate('ed25519'),
    hash: null,
  },
}

/** Both halves of a new key: the public members alone, and all of them. */
export const newHalves = async (alg: Algorithm): Promise<{ readonly open: JsonWebKey; readonly whole: JsonWebKey }> => {
  const { privateKey } = await kinds[alg].generate()
  const whole = privateKey.export({ format: 'jwk' })
  return { open: kinds[alg].open.parse(whole), whole }
}

/** The public members that belong to this algorithm; undefined when one is missing or malformed. */
export const publicMembers = (alg: Algorithm, jwk: unknown): Readonly<Record<string, string>> | undefined =>
  kinds[alg].open.safeParse(jwk).data

export type Verify = (text: string, signature: Uint8Array) => boolean
export type Sign = (text: string) => Buffer

/** undefined for members that are no key, such as a point beside the curve. */
export const verifierFor = (alg: Algorithm, open: Readonly<Record<string, string>>): Verify | undefined => {
  const { hash, options, isEcdsa } = kinds[alg]
  const publicKey = keyOrNot(() => createPublicKey({ key: { ...open }, format: 'jwk' }))
  if (!publicKey) return undefined
  const key = options ? { key: publicKey, ...options } : publicKey
  return (text, signature) => {
    const form = isEcdsa ? derFromJose(signature) : signature
    return form !== undefined && verify(hash, Buffer.from(text), key, form)
  }
}

/** The private half can sign, and be read by nobody. undefined when it is no private key of this algorithm. */
export const signerFor = (alg: Algorithm, jwk: unknown): Sign | undefined => {
  const { hash, options, whole, isEcdsa } = kinds[alg]
  const members = whole.safeParse(jwk).data
  const privateKey = members && keyOrNot(() => createPrivateKey({ key: { ...members }, format: 'jwk' }))
  if (!privateKey) return undefined
  const key = options ? { key: privateKey, ...options } : privateKey
  return (text) => {
    const signature = sign(hash, Buffer.from(text), key)
    return isEcdsa ? Buffer.from(joseFromDer(signature)) : signature
  }
}

const keyOrNot = (make: () => KeyObject): KeyObject | undefined => {
  try {
    return make()
  } catch {
    return undefined
  }
}
