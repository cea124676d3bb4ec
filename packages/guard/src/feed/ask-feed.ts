/** Asks the feed for what is new: everybody waits for the one question that is under way, and a failure is not repeated in a hurry. */
import { type EpochSeconds, between, seconds } from '@gatehouse/protocol/time'
import type { Fetch } from '../fetch-document.ts'
import { fetchFeed } from './fetch-feed.ts'
import type { Hearing } from './hearing.ts'
import { type NewsNeeds, readNews } from './read-news.ts'

export interface Asking {
  /** Never rejects. */
  readonly refresh: () => Promise<void>
  /** Asks if what was heard is older than that many seconds, and waits for the answer if that can change anything. */
  readonly look: (youngEnough: number) => Promise<void>
  /** Why nothing was heard last. */
  readonly failure: () => unknown
}

export interface AskingNeeds extends NewsNeeds {
  readonly fetch: Fetch
  readonly url: () => string
  readonly hearing: Hearing
}

export const betweenTries = seconds(2)

export const createAsking = (needs: AskingNeeds): Asking => {
  const { fetch, url, hearing, now } = needs
  let failed: { readonly at: EpochSeconds; readonly cause: unknown } | undefined
  let underWay: Promise<void> | undefined

  const ask = async (): Promise<void> => {
    try {
      const { text, etag } = await fetchFeed(fetch, url(), hearing.etag())
      if (text === undefined) hearing.hearSame()
      else hearing.hear(await readNews(text, needs), etag)
      failed = undefined
    } catch (cause) {
      failed = { at: now(), cause }
    }
  }
  const refresh = (): Promise<void> => {
    underWay ??= ask().finally(() => {
      underWay = undefined
    })
    return underWay
  }
  return {
    refresh,
    async look(youngEnough) {
      if (hearing.isYoungerThan(youngEnough)) return
      if (failed && between(failed.at, now()) < betweenTries) return
      const asked = refresh()
      // An issuer that is away for a moment makes nobody wait: what was heard within the minute still counts.
      if (!failed || hearing.isLost()) await asked
    },
    failure: () => failed?.cause,
  }
}
