/**
 * The calls of tools for the audit journal: gathered, and written a batch at a time by whoever keeps the journal. A broken or slow journal
 * holds up no call: what does not fit any more goes, the oldest first, and the log says how many.
 */
import { setTimeout as after } from 'node:timers/promises'
import type { Recorded, RecordCalls } from '../gateway-needs.ts'
import type { GatewayLog } from '../upstream.ts'
import { type Backlog, createBacklog } from './backlog.ts'
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

export const createCallJournal = (needs: JournalNeeds, pace: JournalPace = usualPace): CallJournal => {
  const { log } = needs
  const backlog = createBacklog<Recorded>(pace.most)
  const writeAll = writerOf(needs, backlog, pace.batch)
  let isWell = true
  let writing: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  const work = async (): Promise<void> => {
    const wasWell = isWell
    isWell = await writeAll(wasWell)
    writing = undefined
    if (backlog.size() > 0) wakeIn(pace.retry)
  }
  const wake = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (backlog.size() > 0) writing ??= work()
  }
  const wakeIn = (delay: number): void => void (timer ??= setTimeout(wake, delay).unref())
  const flush = async (): Promise<void> => {
    await writing
    wake()
    await writing
  }

  return {
    tell(event) {
      const tool = toolOf(event.call)
      if (tool === undefined) return
      backlog.add(recordedFrom(event, tool))
      if (writing || !isWell) return
      if (backlog.size() >= pace.batch) wake()
      else wakeIn(pace.every)
    },
    async close() {
      const patience = new AbortController()
      await Promise.race([flush(), after(pace.last, undefined, { signal: patience.signal })])
      patience.abort()
      clearTimeout(timer)
      if (backlog.size() > 0) log.error('gateway.journal-lost', { count: backlog.size() })
    },
  }
}

/** Until nothing waits, or the journal is broken: `false` then. */
const writerOf = ({ record, log }: JournalNeeds, backlog: Backlog<Recorded>, batch: number) => {
  const writeBatch = async (rows: readonly Recorded[], wasWell: boolean): Promise<boolean> => {
    try {
      await record(rows)
      return true
    } catch (cause) {
      backlog.putBack(rows)
      if (wasWell) log.error('gateway.journal-not-written', { cause })
      return false
    }
  }
  return async (wasWell: boolean): Promise<boolean> => {
    while (backlog.size() > 0) {
      if (!(await writeBatch(backlog.take(batch), wasWell))) return false
    }
    const count = backlog.dropped()
    const reason = 'the journal could not be written in time'
    if (count > 0) log.warn('gateway.journal-dropped', { count, reason })
    return true
  }
}

const recordedFrom = (
  { server, caller, visit, outcome, reason, duration, missed }: CallEvent,
  tool: string,
): Recorded => ({
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
  ...(missed && { missed }),
})
