/** From a data directory to keys that can sign: proves that the master key opens every row, ends a change of it that was cut short, makes both on the very first start and never again. */
import type { Ids } from '@gatehouse/issuer/ports/ids'
import { journalEntry } from '@gatehouse/issuer/journal-entry'
import type { SigningKey } from '@gatehouse/issuer/ports/signing-keys'
import type { Visit } from '@gatehouse/issuer/visit'
import { ConfigError } from '../config/config-error.ts'
import { openKeyRing, type RingNeeds } from './key-ring.ts'
import { masterKeyVariable, type MasterKey } from './master-key.ts'
import type { MasterKeys } from './master-keys.ts'
import { resealAll } from './reseal.ts'
import { rotateByTime, type RotationNeeds } from './rotate.ts'
import { openKey, UnusableKey } from './sealed-key.ts'

export interface StartNeeds extends RingNeeds {
  readonly ids: Ids
}

/** Throws ConfigError when the master key is bad, missing, or not the one that sealed the signing keys. */
export const openKeys = async (needs: StartNeeds): Promise<RotationNeeds> => {
  const visit = { traceId: needs.ids.next('trc'), source: 'start' }
  const kept = await needs.rows.list()
  const opened = await proveKeys(needs, kept)
  if (opened === undefined) await firstMasterKey(needs.masterKeys)
  if (opened?.mustMove) await finishChange(needs, visit)
  const rotation = { ...needs, entry: journalEntry(needs), ring: await openKeyRing(needs) }
  await rotateByTime(rotation, visit)
  return rotation
}

/** What a start would find, without changing anything; undefined where it would make the first master key. Throws ConfigError as the start would. */
export const proveKeys = async (
  { masterKeys, sealer }: Pick<RingNeeds, 'masterKeys' | 'sealer'>,
  rows: readonly SigningKey[],
): Promise<{ readonly mustMove: boolean } | undefined> => {
  const current = await masterKeys.current()
  // A fresh one would open none of them, and hide that the right one is lost.
  if (current === undefined && rows.length > 0) throw missing(masterKeys)
  if (current === undefined) return undefined
  const other = await masterKeys.other()
  const opens = (master: MasterKey, { sealedPrivateKey, kid }: SigningKey) => sealer.open(master, sealedPrivateKey, kid)
  const proveRow = (row: SigningKey): boolean => {
    const [now, later] = [opens(current, row), other && opens(other, row)]
    const key = openKey(row, () => now ?? later)
    if (!key.sign) throw new UnusableKey(`the master key does not open the signing key ${row.kid}`)
    return now === undefined
  }
  try {
    if (new Set(rows.map(({ kid }) => kid)).size !== rows.length)
      throw new UnusableKey('two signing keys share one kid')
    return { mustMove: rows.map(proveRow).includes(true) }
  } catch (error) {
    throw error instanceof UnusableKey ? unusable(error) : error
  }
}

const firstMasterKey = async ({ file, source }: MasterKeys): Promise<void> => {
  if (!file) throw new Error(`there is no master key in ${source}`)
  await file.create()
}

/** The environment brought a new one, or a change in the data directory was cut short. */
const finishChange = async (needs: StartNeeds, visit: Visit): Promise<void> => {
  const { masterKeys, log } = needs
  const [current, other] = [await masterKeys.current(), await masterKeys.other()]
  if (current === undefined || other === undefined) throw new Error('a master key vanished while the server started')
  const to = masterKeys.file ? other : current
  const journal = () => [journalEntry(needs)('master-key.changed', visit)]
  await resealAll(needs, { from: [current, other], to, others: 'refuse', journal })
  await masterKeys.file?.promote(to)
  log.info('master-key.changed', { source: masterKeys.source })
}

const missing = ({ source }: MasterKeys): ConfigError =>
  new ConfigError([
    {
      key: 'masterKey',
      source,
      reason: 'the database holds signing keys, but the master key that opens them is gone',
      cure: `Put the file back from a backup, or set ${masterKeyVariable} to the key that was used before`,
    },
  ])

// Never a new key instead: every token and every client that trusts the old one would break without a word.
const unusable = (cause: UnusableKey): ConfigError =>
  new ConfigError(
    [
      {
        key: 'masterKey',
        source: 'data directory',
        reason: cause.message,
        cure: 'Start with the master key that this data directory was made with: its own file `master-key` from a backup, or the same GATEHOUSE_MASTER_KEY as before',
      },
    ],
    { cause },
  )
