/**
 * Follows the feed of one issuer while calls come: a verified token in, whether it has ended out. docs/protocol.md "The revocation feed"
 * What was heard a moment ago answers at once. The runtime's background keeps it young; where there is none, the call itself asks.
 */
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, between, minutes } from '@gatehouse/protocol/time'
import type { Fetch } from '../fetch-document.ts'
import type { FeedSettings } from '../revocation.ts'
import type { VerifiedToken } from '../verified-tokens.ts'
import { betweenTries, createAsking } from './ask-feed.ts'
import { createHearing } from './hearing.ts'
import { keepPolling, keepStreaming } from './keep-following.ts'
import { namesOf } from './names-of.ts'
import { type NewsNeeds, readNews } from './read-news.ts'
import { streamFeed } from './stream-feed.ts'

export interface FollowedFeed {
  /** Throws or rejects with `temporarily_unavailable` when nobody can say. */
  hasEnded(token: VerifiedToken): boolean | Promise<boolean>
  /** No more connections, no timers. */
  close(): void
}

export interface FeedNeeds extends NewsNeeds, FeedSettings {
  readonly fetch: Fetch
}

/** The issuer looks every second, we ask every two, it signs its silence every three: an end is known here within five. */
const youngEnough = { poll: 4, stream: 5 } as const
const idleAfter = minutes(5)

export const followFeed = (needs: FeedNeeds): FollowedFeed => {
  const { keys, resource, fetch, now, via, onFeedLost } = needs
  const hearing = createHearing(now)
  const url = (): string => `${keys.revocations()}?${new URLSearchParams({ resource }).toString()}`
  const asking = createAsking({ ...needs, url, hearing })
  let lastUse: EpochSeconds | undefined
  const isIdle = (): boolean => lastUse === undefined || between(lastUse, now()) >= idleAfter

  const onEvent = async (data: string): Promise<void> => {
    if (isIdle()) throw new Error('nobody calls')
    hearing.hear(await readNews(data, needs))
  }
  const background =
    via === 'stream'
      ? keepStreaming((signal) => streamFeed({ fetch, url: url(), signal, onEvent }), isIdle)
      : keepPolling(asking.refresh, isIdle)

  const decide = async (names: readonly string[] | Promise<readonly string[]>): Promise<boolean> => {
    await asking.look(youngEnough[via])
    if (hearing.has(await names)) return true
    if (!hearing.isLost() || onFeedLost === 'accept-until-exp') return false
    throw refuse('temporarily_unavailable', 'nobody can say right now whether the access token was revoked', {
      retryAfter: betweenTries,
      cause: asking.failure(),
    })
  }
  return {
    hasEnded(token) {
      // An issuer without a feed: its tokens live until they expire.
      if (keys.revocations() === undefined) return false
      lastUse = now()
      background.wake()
      const names = namesOf(token)
      const isReady = !(names instanceof Promise) && hearing.isYoungerThan(youngEnough[via])
      return isReady ? hearing.has(names) : decide(names)
    },
    close: () => background.close(),
  }
}
