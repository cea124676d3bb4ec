/**
 * The same question on Node, without waiting: node:crypto verifies in the time that WebCrypto needs to go to another thread and back.
 * Only for what nearly every issuer signs by; the rest goes the usual way. RFC 7518 §3.3, §3.4
 */
import { KeyObject, verify } from 'node:crypto'
import type { CryptoKey } from 'jose'
import { derFromJose } from '@gatehouse/protocol/ecdsa-form'
import { isSignedBy as isSignedAnywhere } from './signature-anywhere.ts'

export const isSignedBy = (key: CryptoKey, jws: string, alg: string): boolean | Promise<boolean> => {
  const form = formOf(key, alg)
  if (!form) return isSignedAnywhere(key, jws, alg)
  const end = jws.lastIndexOf('.')
  const signature = form(Buffer.from(jws.slice(end + 1), 'base64url'))
  return signature !== undefined && verify('sha256', Buffer.from(jws.slice(0, end)), objectOf(key), signature)
}

type Form = (signature: Uint8Array) => Uint8Array | undefined

/** By what the key itself was imported for, so that no header can choose. undefined: another algorithm. */
const formOf = ({ algorithm }: CryptoKey, alg: string): Form | undefined => {
  const { name, namedCurve, hash } = algorithm as Algorithm
  if (alg === 'ES256' && name === 'ECDSA' && namedCurve === 'P-256') return derFromJose
  if (alg === 'RS256' && name === 'RSASSA-PKCS1-v1_5' && hash?.name === 'SHA-256') return asItIs
  return undefined
}

/** What WebCrypto says of a key, as far as we ask. */
interface Algorithm {
  readonly name: string
  readonly namedCurve?: string
  readonly hash?: { readonly name: string }
}

const asItIs: Form = (signature) => signature

const objects = new WeakMap<CryptoKey, KeyObject>()

const objectOf = (key: CryptoKey): KeyObject => {
  const known = objects.get(key) ?? KeyObject.from(key)
  objects.set(key, known)
  return known
}
