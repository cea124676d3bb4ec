/** Batches that arrive together are committed together: one fsync for all, each told only after it. */
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import type { Written } from '../connection.ts'
import { withRetries } from './retry.ts'
import type { Batch, Outcome } from './transaction.ts'

interface Asked {
  readonly batch: Batch
  readonly resolve: (written: Written) => void
  readonly reject: (error: unknown) => void
}

/** Bounds how long one tick holds the event loop, and how much may wait: more is refused, not queued. */
const MOST_IN_ONE_COMMIT = 256
const MOST_WAITING = 20_000

type Commit = (batches: readonly Batch[]) => readonly Outcome[]

export const groupCommit = (commit: Commit) => {
  let waiting: Asked[] = []
  let isRunning = false
  let isClosed = false
  let last: Promise<unknown> = Promise.resolve()

  const tick = async (): Promise<void> => {
    const group = waiting.slice(0, MOST_IN_ONE_COMMIT)
    waiting = waiting.slice(group.length)
    await settle(group, commit)
    isRunning = false
    schedule()
  }
  // After the sockets were read: whatever they asked for is waiting by then.
  const schedule = (): void => {
    if (isRunning || waiting.length === 0) return
    isRunning = true
    setImmediate(() => void tick())
  }

  return {
    write(batch: Batch): Promise<Written> {
      if (isClosed) return Promise.reject(new StoreUnavailable('the store is closed'))
      if (waiting.length >= MOST_WAITING) return Promise.reject(new StoreUnavailable('too many writes are waiting'))
      const written = new Promise<Written>((resolve, reject) => waiting.push({ batch, resolve, reject }))
      last = written.catch(() => undefined)
      schedule()
      return written
    },
    /** Resolves when everything asked before was told. */
    async close(): Promise<void> {
      isClosed = true
      await last
    },
  }
}

const settle = async (group: readonly Asked[], commit: Commit): Promise<void> => {
  try {
    const outcomes = await withRetries(() => commit(group.map(({ batch }) => batch)))
    group.forEach((asked, index) => tell(asked, outcomes[index]))
  } catch (error) {
    for (const { reject } of group) reject(error)
  }
}

const tell = ({ resolve, reject }: Asked, outcome: Outcome | undefined): void => {
  if (outcome && 'written' in outcome) resolve(outcome.written)
  else reject(outcome?.error)
}
