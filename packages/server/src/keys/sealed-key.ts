/** One signing key between its row and its use: made and sealed, or opened and proven. RFC 7517, RFC 7638 */
import type { Sealer } from '@gatehouse/issuer/ports/sealer'
import type { SigningKey } from '@gatehouse/issuer/ports/signing-keys'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { calculateJwkThumbprint } from 'jose'
import { isAlgorithm, newHalves, publicMembers, signerFor, verifierFor } from './algorithms.ts'
import type { Algorithm, Sign, Verify } from './algorithms.ts'
import type { MasterKey } from './master-key.ts'

/** Public members, `kid`, `use` and `alg`: nothing else ever gets out. */
export type PublicJwk = Readonly<Record<string, string>>

/** A key as the ring holds it. What a private half can do is in `sign`; it cannot be read out of it. */
export interface OpenKey {
  readonly kid: string
  readonly alg: Algorithm
  readonly publicJwk: PublicJwk
  readonly createdAt: EpochSeconds
  readonly activeFrom: EpochSeconds
  readonly verify: Verify
  /** undefined: no master key that we hold opens it. */
  readonly sign: Sign | undefined
}

export interface Times {
  readonly createdAt: EpochSeconds
  readonly activeFrom: EpochSeconds
}

interface Seal {
  readonly sealer: Sealer
  readonly masterKey: MasterKey
}

export const newKey = async (alg: Algorithm, times: Times, { sealer, masterKey }: Seal): Promise<SigningKey> => {
  const { open, whole } = await newHalves(alg)
  const kid = await calculateJwkThumbprint(open)
  // A command would take it for a flag.
  if (kid.startsWith('-')) return newKey(alg, times, { sealer, masterKey })
  return {
    kid,
    alg,
    publicJwk: { ...open, kid, use: 'sig', alg },
    sealedPrivateKey: sealer.seal(masterKey, JSON.stringify(whole), kid),
    ...times,
  }
}

/** Why a row is no key of ours, in words for the operator. */
export class UnusableKey extends Error {
  override readonly name = 'UnusableKey'
}

/** `openWith`: the private half as text, or undefined when it does not open. Throws UnusableKey for a row that no key of ours can have. */
export const openKey = (row: SigningKey, openWith: (row: SigningKey) => string | undefined): OpenKey => {
  const { kid, alg, createdAt, activeFrom } = row
  const open = isAlgorithm(alg) ? publicMembers(alg, row.publicJwk) : undefined
  if (!isAlgorithm(alg) || !open || row.publicJwk['kid'] !== kid) {
    throw new UnusableKey(`the signing key ${kid} is no public key for ${alg} as this version makes them`)
  }
  const verify = verifierFor(alg, open)
  if (!verify) throw new UnusableKey(`the public half of the signing key ${kid} is no ${alg} key`)
  const text = openWith(row)
  const sign = text === undefined ? undefined : signerFor(alg, JSON.parse(text))
  if (text !== undefined && !sign) throw new UnusableKey(`the signing key ${kid} is no ${alg} key`)
  // A signature, not a comparison of members: it proves what the halves are for.
  if (sign && !verify(kid, sign(kid))) {
    throw new UnusableKey(`the halves of the signing key ${kid} do not belong together`)
  }
  return { kid, alg, publicJwk: { ...open, kid, use: 'sig', alg }, createdAt, activeFrom, verify, sign }
}
