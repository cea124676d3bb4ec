/** One of two processes that race: waits for a job, starts when the clock says so, and tells how often it was told what. */
import { setImmediate as nextTick } from 'node:timers/promises'
import type { OpenStore, Store } from '@gatehouse/issuer/ports/store'
import { race } from '@gatehouse/store-contract/stories'
import { openSqliteStore } from '../src/index.ts'
import { CALLS, isJob } from './race-calls.ts'
import type { Job } from './race-calls.ts'

const CALLS_AT_ONCE = 64
const IN_ONE_TICK = 16
let opened: { readonly path: string; readonly store: OpenStore } | undefined

const storeAt = async (path: string): Promise<OpenStore> => {
  if (opened?.path === path) return opened.store
  await opened?.store.close()
  opened = { path, store: await openSqliteStore({ path, synchronous: 'normal' }) }
  return opened.store
}

/** Both processes leave here in the same millisecond. */
const waitAtBarrier = (startsAt: number): void => {
  while (Date.now() < startsAt);
}

/** In several group commits, so that those of the other process come in between. */
const callsOf = async (store: Store, job: Job) =>
  race(CALLS_AT_ONCE, async (index) => {
    for (let tick = 0; tick < Math.floor(index / IN_ONE_TICK); tick += 1) await nextTick()
    return CALLS[job.call](store, job.rows, index)
  })

const work = async (job: Job): Promise<Record<string, number>> => {
  const isOpenFirst = opened?.path === job.path
  if (isOpenFirst) waitAtBarrier(job.startsAt)
  const store = await storeAt(job.path)
  if (!isOpenFirst) waitAtBarrier(job.startsAt)
  return callsOf(store.forTenant(job.tenant), job)
}

process.on('message', (message) => {
  if (!isJob(message)) return
  work(message).then(
    (told) => process.send?.(told),
    (error: unknown) => process.send?.({ [String(error)]: 1 }),
  )
})
process.send?.('ready')
