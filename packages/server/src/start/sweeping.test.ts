/** What nobody can see any more goes away by itself, a batch at a time. */
import type { PendingId, ClientId } from '@gatehouse/issuer/ports/ids'
import type { Store } from '@gatehouse/issuer/ports/store'
import { epochSeconds, seconds } from '@gatehouse/protocol/time'
import { createMemoryStore } from '@gatehouse/store-memory'
import { describe, expect, it } from 'vitest'
import type { Log } from '../app-needs.ts'
import { startSweeping } from './sweeping.ts'

const silent: Log = { info() {}, warn() {}, error() {} }
const clock = { now: () => epochSeconds(2000) }
const keepJournalFor = seconds(1500)
const pace = { every: 1, batch: 10, mostBatches: 3 }

/** A store with requests that expired long ago, and a way to see how many go at a time. */
const storeWith = async (expired: number) => {
  const store = createMemoryStore().forTenant('main')
  for (let index = 0; index < expired; index += 1) {
    await store.pendingAuthorizations.create({
      id: `pen_${index}` as PendingId,
      boundTo: { browserHash: 'x' },
      clientId: 'cli_1' as ClientId,
      redirectUri: 'https://a.example/cb',
      responseMode: 'query',
      codeChallenge: 'x',
      asked: [],
      asksOfflineAccess: false,
      prompt: [],
      isCrossSite: false,
      createdAt: epochSeconds(1),
      expiresAt: epochSeconds(1000),
    })
  }
  const gone: number[] = []
  const watched: Store = {
    ...store,
    async sweep(...asked) {
      const count = await store.sweep(...asked)
      gone.push(count)
      return count
    },
  }
  return { store: watched, gone }
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 1))
}

describe('sweeping', () => {
  it('takes batch after batch until nothing is left, round after round', async () => {
    const { store, gone } = await storeWith(45)
    const stop = startSweeping({ store, clock, log: silent, keepJournalFor }, pace)
    await until(() => gone.length >= 6)
    await stop()
    // A round ends after three full batches, the next one finds the rest.
    expect(gone.slice(0, 6)).toEqual([10, 10, 10, 10, 5, 0])
  })

  it('forgets of the journal what is older than the operator wants it kept', async () => {
    const { store, gone } = await storeWith(0)
    const rows = [1, 499, 500, 2000].map((at) => ({ id: `jrn_${at}`, at: epochSeconds(at), event: 'sign-out' }))
    await store.journal.append(rows)
    const stop = startSweeping({ store, clock, log: silent, keepJournalFor }, pace)
    await until(() => gone.length > 0)
    await stop()
    const kept = await store.journal.list({ limit: 10, after: '' })
    expect(new Set(kept.map(({ at }) => Number(at)))).toEqual(new Set([500, 2000]))
  })

  it('says that it failed, and tries again', async () => {
    const { store, gone } = await storeWith(1)
    const failures: string[] = []
    let calls = 0
    const failing: Store = {
      ...store,
      sweep: (...asked) => (calls++ === 0 ? Promise.reject(new Error('busy')) : store.sweep(...asked)),
    }
    const log: Log = { ...silent, warn: (event) => failures.push(event) }
    const stop = startSweeping({ store: failing, clock, log, keepJournalFor }, pace)
    await until(() => gone.length > 0)
    await stop()
    expect(failures).toEqual(['sweep.failed'])
  })

  it('is over when it is told to end', async () => {
    const { store, gone } = await storeWith(0)
    const stop = startSweeping({ store, clock, log: silent, keepJournalFor }, pace)
    await until(() => gone.length > 0)
    await stop()
    const before = gone.length
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(gone).toHaveLength(before)
  })
})
