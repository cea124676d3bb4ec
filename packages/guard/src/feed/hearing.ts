/** What was heard of the feed, and how long ago: whole sets replace, additions join. No I/O. */
import { type EpochSeconds, between } from '@gatehouse/protocol/time'
import { type News, oldestNews, renewAfter } from './read-news.ts'

/** Heard nothing for so long, nobody can say any more what has ended. */
const lostAfter = 60

export interface Hearing {
  hear(news: News, etag?: string): void
  /** The issuer says that nothing has changed. */
  hearSame(): void
  /** Younger than so many seconds. */
  isYoungerThan(age: number): boolean
  isLost(): boolean
  /** Whether one of these is known to have ended. */
  has(names: readonly string[]): boolean
  /** To ask by, only while the signature of what is held is young: otherwise a new one has to come. */
  etag(): string | undefined
}

interface Held {
  readonly ended: Set<string>
  readonly signedAt: EpochSeconds
  readonly heardAt: EpochSeconds
  readonly etag: string | undefined
}

export const createHearing = (now: () => EpochSeconds): Hearing => {
  let held: Held | undefined
  const isSignedWithin = (age: number): boolean => held !== undefined && between(held.signedAt, now()) < age
  const isYoungerThan = (age: number): boolean =>
    held !== undefined && between(held.heardAt, now()) < age && isSignedWithin(oldestNews)
  return {
    hear({ signedAt, isComplete, ended }, etag) {
      if (!held && !isComplete) throw new Error('the feed began with an addition to nothing')
      const isNewest = !held || signedAt > held.signedAt
      if (!held || (isComplete && isNewest)) {
        held = { ended: new Set(ended), signedAt, heardAt: now(), etag }
        return
      }
      // An addition, or a set that was overtaken on its way: what has ended stays so.
      for (const name of ended) held.ended.add(name)
      held = { ...held, signedAt: isNewest ? signedAt : held.signedAt, heardAt: now(), etag: undefined }
    },
    hearSame() {
      if (held) held = { ...held, heardAt: now() }
    },
    isYoungerThan,
    isLost: () => !isYoungerThan(lostAfter),
    has: (names) => held !== undefined && names.some((name) => held?.ended.has(name)),
    etag: () => (isSignedWithin(renewAfter) ? held?.etag : undefined),
  }
}
