/**
 * The guarded way to a document at an address that a stranger named: once per address at a time, within a budget, and so that every
 * failure looks alike from outside. Keeps the issuer's port `fetch-document`. protocol.md "Client registration", cases H, INV4, INV8
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { createBudget, type BudgetLimits } from './budget.ts'
import type { DocumentWish, FetchedDocument } from './fetched-document.ts'
import { createGuardedFetch, type GuardedFetch, type WayOut } from './guarded-fetch.ts'
import { NotFetched, type NotFetchedCode } from './not-fetched.ts'

export interface DocumentFetchOptions extends WayOut {
  /** What was not fetched and why: for the log. */
  readonly report?: (event: NotFetchedEvent) => void
  readonly limits?: BudgetLimits | undefined
  readonly timing?: Timing | undefined
}

export interface NotFetchedEvent {
  readonly url: string
  readonly code: NotFetchedCode | 'overBudget'
  readonly reason: string
}

/** Milliseconds from the start of a fetch. */
export interface Timing {
  /** Then it is given up. */
  readonly patience: number
  /** Every failure is told then, whatever it was: the time teaches nobody what can be reached from here. */
  readonly failuresAnswer: number
}

export type DocumentFetch = (wish: DocumentWish) => Promise<FetchedDocument>

const usualTiming: Timing = { patience: 4500, failuresAnswer: 5000 }
const usualLimits: BudgetLimits = { atOnce: 32, atOnceOfHost: 4, perMinute: 300, perMinuteOfHost: 30 }

/** Never rejects. */
export const createDocumentFetch = (options: DocumentFetchOptions = {}): DocumentFetch => {
  const { limits = usualLimits, report = () => undefined } = options
  const tell = tellerOf(createGuardedFetch(options), options.timing ?? usualTiming, report)
  const budgets = { strangers: createBudget(limits), known: createBudget(limits) }
  const underway = new Map<string, Promise<FetchedDocument>>()
  return (wish) => {
    const key = `${wish.maxBytes} ${wish.url}`
    const found = underway.get(key)
    if (found) return found
    const admission = budgets[wish.isOfKnownClient ? 'known' : 'strangers'].enter(hostOf(wish.url))
    if ('retryAfter' in admission) {
      if (admission.isFirst)
        report({ url: wish.url, code: 'overBudget', reason: 'too many fetches at once or in a minute' })
      return Promise.resolve({ outcome: 'overBudget', retryAfter: admission.retryAfter })
    }
    const begun = tell(wish, admission.leave).finally(() => underway.delete(key))
    underway.set(key, begun)
    return begun
  }
}

type Tell = (wish: DocumentWish, leave: () => void) => Promise<FetchedDocument>

const tellerOf =
  (fetchGuarded: GuardedFetch, { patience, failuresAnswer }: Timing, report: (event: NotFetchedEvent) => void): Tell =>
  async (wish, leave) => {
    const success = new AbortController()
    const whenFailuresAnswer = sleep(failuresAnswer, undefined, { signal: success.signal }).catch(() => undefined)
    try {
      const document = await fetchGuarded(wish, AbortSignal.timeout(patience))
      success.abort()
      return { outcome: 'fetched', ...document }
    } catch (error) {
      const { code, message: reason } =
        error instanceof NotFetched ? error : new NotFetched('fault', String(error), error)
      report({ url: wish.url, code, reason })
      leave()
      await whenFailuresAnswer
      return { outcome: 'failed', reason: `${code}: ${reason}` }
    } finally {
      leave()
    }
  }

const hostOf = (url: string): string => (URL.canParse(url) ? new URL(url).host : '')
