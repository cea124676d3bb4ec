/** The jwks of a registration: not used until clients may sign, but private or weak keys are refused already. RFC 7591 §2, RFC 7517 §5 */
import { refuse } from '../errors.ts'
import type { Members } from './client-members.ts'

const mostKeys = 20
const secretMembers: readonly string[] = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']
/** 2048 bits in base64url. */
const shortestModulus = 342

/** Refuses with `invalid_client_metadata`: no key set, a secret in it, symmetric or short keys, doubled kid, both jwks and jwks_uri. */
export const refusePrivateKeys = (members: Members): void => {
  const keySet = members.get('jwks')
  if (keySet === undefined) return
  const fault = members.has('jwks_uri') ? 'jwks and jwks_uri exclude each other' : faultOfSet(keySet)
  if (fault) throw refuse('invalid_client_metadata', fault, { parameter: 'jwks' })
}

const faultOfSet = (keySet: unknown): string | undefined => {
  const keys = isObject(keySet) ? keySet['keys'] : undefined
  if (!Array.isArray(keys)) return 'jwks must be a JSON Web Key Set'
  if (keys.length > mostKeys) return `jwks holds more than ${mostKeys} keys`
  const list: readonly unknown[] = keys
  const kids = list.flatMap((key) => (isObject(key) && key['kid'] !== undefined ? [key['kid']] : []))
  if (new Set(kids).size < kids.length) return 'jwks holds one kid twice'
  return list.map(faultOfKey).find((fault) => fault !== undefined)
}

const faultOfKey = (key: unknown): string | undefined => {
  if (!isObject(key)) return 'a key must be a JSON object'
  if (secretMembers.some((name) => Object.hasOwn(key, name))) return 'jwks must hold public keys only'
  const { kty, n } = key
  if (kty !== 'RSA' && kty !== 'EC' && kty !== 'OKP') return 'a key must be RSA, EC or OKP'
  const isShort = kty === 'RSA' && (typeof n !== 'string' || n.replace(/^A+/, '').length < shortestModulus)
  return isShort ? 'an RSA key needs 2048 bits' : undefined
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value != null && !Array.isArray(value)
