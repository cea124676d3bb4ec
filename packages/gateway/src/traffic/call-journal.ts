/**
 * The calls of tools for the audit journal: gathered, and written a batch at a time by whoever keeps the journal. A broken or slow journal
 * holds up no call: what does not fit any more goes, the oldest first, and the log says how many.
 */
import type { Recorded, RecordCalls } from '../gateway-needs.ts'
import type { GatewayLog } from '../upstream.ts'
import { type CallEvent, type TellOfCall, toolOf } from './call-event.ts'

export interface CallJournal {
  readonly tell: TellOfCall
  /** Writes what is left, if that can be done soon. Never rejects. */
  readonly close: () => Promise<void>
}

interface JournalNeeds {
  readonly record: RecordCalls
  readonly log: GatewayLog
}

export interface JournalPace {
  /** In milliseconds: how long a row waits for company; before another try; how long the end may take. */
  readonly every: number
  readonly retry: number
  readonly last: number
  readonly batch: number
  /** Rows that wait, at most. */
  readonly most: number
}

const usualPace: JournalPace = { every: 250, retry: 2000, last: 3000, batch: 200, most: 10_000 }

export const createCallJournal = (
  { record, log }: JournalNeeds,
  { every, retry, last, batch, most }: JournalPace = usualPace,
): CallJournal => {
  let waiting: Recorded[] = []
  let dropped = 0
  let isBroken = false
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const keepNewest = (): void => {
    const over = waiting.length - most
    if (over <= 0) return
    waiting.splice(0, over)
    dropped += over
  }

  const writeBatch = async (): Promise<void> => {
    const rows = waiting.splice(0, batch)
    try {
      await record(rows)
      isBroken = false
    } catch (cause) {
      waiting = [...rows, ...waiting]
      keepNewest()
      if (!isBroken) log.error('gateway.journal-not-written', { cause })
      isBroken = true
    }
  }

  const writeAll = async (): Promise<void> => {
    do await writeBatch()
    while (!isBroken && waiting.length > 0)
    if (!isBroken && dropped > 0) {
      log.warn('gateway.journal-dropped', { count: dropped, reason: 'the journal could not be written in time' })
      dropped = 0
    }
    writing = undefined
    if (waiting.length > 0) wakeIn(retry)
  }

  const wake = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (waiting.length > 0) writing ??= writeAll()
  }
  const wakeIn = (delay: number): void => void (timer ??= setTimeout(wake, delay).unref())

  return {
    tell(event) {
      const tool = toolOf(event.call)
      if (tool === undefined) return
      waiting.push(recordedFrom(event, tool))
      keepNewest()
      if (writing || isBroken) return
      if (waiting.length >= batch) wake()
      else wakeIn(every)
    },
    async close() {
      const flush = async (): Promise<void> => {
        await writing
        wake()
        await writing
      }
      const patience = new AbortController()
      await Promise.race([flush(), endOf(last, patience.signal)])
      patience.abort()
      clearTimeout(timer)
      if (waiting.length > 0) log.error('gateway.journal-lost', { count: waiting.length })
    },
  }
}

const endOf = (delay: number, callOff: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, delay)
    callOff.addEventListener('abort', () => clearTimeout(timer))
  })

const recordedFrom = ({ server, caller, visit, outcome, reason, duration }: CallEvent, tool: string): Recorded => ({
  traceId: visit.traceId,
  source: visit.source,
  server,
  tool,
  outcome,
  reason,
  milliseconds: Math.round(duration),
  issuer: caller.issuer,
  subject: caller.subject,
  clientId: caller.clientId,
  grantId: caller.grantId,
})
