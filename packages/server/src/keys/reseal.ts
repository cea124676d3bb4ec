/** Every private half under one master key: all rows in one batch, or none. NIST SP 800-57 §8.2.3 */
import type { JournalRow } from '@gatehouse/issuer/ports/journal'
import type { Sealer } from '@gatehouse/issuer/ports/sealer'
import type { SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import type { MasterKey } from './master-key.ts'
import { UnusableKey } from './sealed-key.ts'

interface Needs {
  readonly rows: SigningKeys
  readonly sealer: Sealer
}

interface Move {
  /** Any of these may have sealed a row. */
  readonly from: readonly MasterKey[]
  readonly to: MasterKey
  /** What becomes of a row that opens under none of them: nothing at all is written, or it stays as it is. */
  readonly others: 'refuse' | 'leave'
  /** Written only if there was something to do. */
  readonly journal: () => readonly JournalRow[]
}

/** A key that comes or goes meanwhile makes us look again. */
const mostTries = 10

/** Throws UnusableKey where others are refused. */
export const resealAll = async ({ rows, sealer }: Needs, { from, to, others, journal }: Move): Promise<void> => {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const kept = await rows.list()
    const moved = kept.map(({ kid, sealedPrivateKey: sealed }) => {
      if (sealer.open(to, sealed, kid) !== undefined) return { kid, from: sealed, to: sealed }
      const text = openWithAny(sealer, from, { kid, sealed })
      if (text === undefined && others === 'refuse') throw closed(kid)
      return { kid, from: sealed, to: text === undefined ? sealed : sealer.seal(to, text, kid) }
    })
    if (moved.every((one) => one.from === one.to)) return
    if ((await rows.reseal(moved, journal())) === 'resealed') return
  }
  throw new Error('the signing keys keep changing while their seals are changed: try again')
}

const openWithAny = (
  sealer: Sealer,
  masterKeys: readonly MasterKey[],
  { kid, sealed }: { readonly kid: string; readonly sealed: string },
): string | undefined => {
  for (const masterKey of masterKeys) {
    const text = sealer.open(masterKey, sealed, kid)
    if (text !== undefined) return text
  }
  return undefined
}

const closed = (kid: string): UnusableKey => new UnusableKey(`the master key does not open the signing key ${kid}`)
