/** Whether one of these public keys signed this text: the algorithm picks the keys that may be tried, never the other way round. RFC 8725 §3.1, §3.2 */
import { compactVerify, importJWK } from 'jose'
import type { PublicJwk } from '@gatehouse/protocol/public-keys'

export const isSignedByOneOf = async (
  keys: readonly PublicJwk[],
  signed: string,
  { alg, kid }: { readonly alg: string; readonly kid: string | undefined },
): Promise<boolean> => {
  const fitting = keys.filter((key) => isFor(key, alg) && (kid === undefined || key['kid'] === kid))
  for (const key of fitting.slice(0, mostTried)) if (await isSignedBy(key, alg, signed)) return true
  return false
}

/** Without a kid several may fit: enough for any honest set, not enough to keep us busy. */
const mostTried = 5

/** The algorithm that a key of this kind is tried with; undefined: none of ours. */
const algorithmOf = ({ kty, crv }: PublicJwk): string | undefined =>
  kty === 'RSA' ? 'RS256' : (kty === 'EC' || kty === 'OKP') && typeof crv === 'string' ? curves.get(crv) : undefined

const curves: ReadonlyMap<string, string> = new Map([
  ['P-256', 'ES256'],
  ['P-384', 'ES384'],
  ['Ed25519', 'EdDSA'],
])

/** Two names of one algorithm. RFC 9864 */
const asRegistered = (alg: unknown): unknown => (alg === 'Ed25519' ? 'EdDSA' : alg)

const isFor = (key: PublicJwk, alg: string): boolean => {
  const { use, key_ops: operations } = key
  const isKind = key['kty'] === 'RSA' ? /^[RP]S/.test(alg) : algorithmOf(key) === asRegistered(alg)
  const isMeant = key['alg'] === undefined || asRegistered(key['alg']) === asRegistered(alg)
  const maySign = (use === undefined || use === 'sig') && (!Array.isArray(operations) || operations.includes('verify'))
  return isKind && isMeant && maySign
}

const isSignedBy = async (key: PublicJwk, alg: string, signed: string): Promise<boolean> => {
  try {
    await compactVerify(signed, await importJWK({ ...key, alg }, alg), { algorithms: [alg] })
    return true
  } catch {
    return false
  }
}

/** A point that is not on its curve, a modulus that is none: no library takes them. */
export const canBeImported = async (key: PublicJwk): Promise<boolean> => {
  const alg = algorithmOf(key)
  if (alg === undefined) return true
  try {
    await importJWK({ ...key, alg }, alg)
    return true
  } catch {
    return false
  }
}
