/** Keys alone, without doors: rows in memory that count their readers, a clock that stands still, and as many replicas as wanted. */
import type { SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import { days, hours } from '@gatehouse/protocol/time'
import { createMemoryStore } from '@gatehouse/store-memory'
import { capturedLog, countedIds, fixedClock } from '@gatehouse/testkit'
import type { SigningPolicy } from '../src/keys/key-lives.ts'
import { createKeyKeeping } from '../src/keys/key-keeping.ts'
import type { MasterKey } from '../src/keys/master-key.ts'
import { givenMasterKeys, type MasterKeys } from '../src/keys/master-keys.ts'
import { openKeys } from '../src/keys/open-keys.ts'
import { rotateByTime } from '../src/keys/rotate.ts'
import { createSigner, publishedBy } from '../src/keys/signer.ts'
import { createSealer } from '../src/runtime/sealer.ts'

export const usualPolicy: SigningPolicy = { algorithms: ['ES256'], rotateEvery: days(90), publishAhead: hours(2) }
const someMasterKey = givenMasterKeys('the master key of these tests' as MasterKey)
export const visit = { traceId: 'trc_test', source: 'test' }

export interface ReplicaOptions {
  readonly policy?: Partial<SigningPolicy>
  readonly masterKeys?: MasterKeys
  readonly rows?: SigningKeys
}

export const keyWorld = () => {
  const clock = fixedClock()
  const store = createMemoryStore().forTenant('main')
  const { signingKeys: kept } = store
  let reads = 0
  const rows: SigningKeys = {
    ...kept,
    list() {
      reads += 1
      return kept.list()
    },
  }
  const ids = countedIds()
  return {
    clock,
    rows,
    reads: () => reads,
    journal: async () => (await store.journal.list({ limit: 500 })).map(({ event }) => event).toReversed(),
    /** One process: its own ring over the shared rows. */
    replica: async (options: ReplicaOptions = {}) => {
      const log = capturedLog()
      const needs = await openKeys({
        rows: options.rows ?? rows,
        sealer: createSealer('signing-key'),
        masterKeys: options.masterKeys ?? someMasterKey,
        policy: { ...usualPolicy, ...options.policy },
        clock,
        ids,
        log,
      })
      return {
        log,
        ring: needs.ring,
        signer: createSigner(needs.ring),
        published: publishedBy(needs.ring),
        keeping: createKeyKeeping({ ...needs, pause: async (span) => clock.advance(span) }),
        turn: () => rotateByTime(needs, visit),
      }
    },
  }
}

export type Replica = Awaited<ReturnType<ReturnType<typeof keyWorld>['replica']>>
