/** What an issuer says and we keep: fresh without ever being hurried by a caller, and still good while the issuer is away. RFC 9111 §4.2.4 */
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, type Seconds, between, hours, minutes, seconds } from '@gatehouse/protocol/time'

export interface Kept<Value> {
  /** Rejects with `temporarily_unavailable` when nothing is held that may still serve. */
  read(): Promise<Value>
  /** What is held, however old. */
  peek(): Value | undefined
  /** Asks again, unless it is too early for that; everybody waits for the one question that is under way. Never rejects. */
  refresh(): Promise<void>
  /** What is held led nowhere: it is as good as not held, except where nothing better can be had. */
  doubt(): void
  /** Why the last question was not answered. */
  failure(): unknown
  /** What `read` rejects with. */
  unavailable(): Error
}

export interface KeptNeeds<Value> {
  /** In words, for whoever does not get it: `the keys of the authorization server`. */
  readonly what: string
  readonly ask: () => Promise<Value>
  readonly now: () => EpochSeconds
}

const fresh: Seconds = minutes(10)
/** From then on it is asked for beside the calls that it serves, so that none of them has to wait. */
const ahead: Seconds = minutes(8)
/** An issuer that is down takes nobody's sign-in away for this long. */
const staleIfError: Seconds = hours(1)
/** Whatever tokens ask for, the issuer is asked at most once in this time; while we hold nothing at all, a little sooner. */
const cooldown: Seconds = seconds(30)
const cooldownWithout: Seconds = seconds(2)
/** Two documents with their time limits, and more. Some runtimes drop what a finished request has begun: then it is asked anew. */
const longestQuestion: Seconds = seconds(20)

export const createKept = <Value>({ what, ask, now }: KeptNeeds<Value>): Kept<Value> => {
  let held: { readonly value: Value; readonly at: EpochSeconds } | undefined
  let isDoubted = false
  let lastTry: EpochSeconds | undefined
  let lastFailure: unknown
  let underWay: Promise<void> | undefined

  const isTriedWithin = (span: Seconds): boolean => lastTry !== undefined && between(lastTry, now()) < span
  const isUnderWay = (): boolean => underWay !== undefined && isTriedWithin(longestQuestion)
  const isYoungerThan = (age: number): boolean => held !== undefined && between(held.at, now()) < age
  const isSoonOld = (): boolean => !isYoungerThan(ahead) && isYoungerThan(fresh - longestQuestion)

  const put = async (): Promise<void> => {
    lastTry = now()
    try {
      held = { value: await ask(), at: now() }
      isDoubted = false
      lastFailure = undefined
    } catch (error) {
      lastFailure = error
    }
  }
  const refresh = async (): Promise<void> => {
    if (!isUnderWay() && isTriedWithin(held && !isDoubted ? cooldown : cooldownWithout)) return
    if (!isUnderWay()) {
      const question = put().finally(() => {
        if (underWay === question) underWay = undefined
      })
      underWay = question
    }
    await underWay
  }
  /** After a failure nobody waits for the next try while what we hold may still serve: an issuer that hangs would hang us, too. */
  const renew = async (): Promise<void> => {
    const asking = refresh()
    if (lastFailure === undefined || !isYoungerThan(fresh + staleIfError)) await asking
  }
  const unavailable = (): Error =>
    refuse('temporarily_unavailable', `${what} cannot be had right now`, {
      retryAfter: cooldownWithout,
      cause: lastFailure,
    })

  return {
    peek: () => held?.value,
    refresh,
    doubt() {
      isDoubted = true
    },
    failure: () => lastFailure,
    unavailable,
    async read() {
      if (isDoubted || !isYoungerThan(fresh)) await renew()
      else if (isSoonOld()) void refresh()
      if (held && isYoungerThan(fresh + staleIfError)) return held.value
      throw unavailable()
    },
  }
}
