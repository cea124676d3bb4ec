/** Documents that are the same for everybody: ready in memory, with an ETag. RFC 9110 §8.8.3, §13.1.2 */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { Digest } from '@gatehouse/issuer/ports/digest'
import { after, seconds, type EpochSeconds, type Seconds } from '@gatehouse/protocol/time'
import { plainResponse } from './plain-response.ts'

export interface Document {
  readonly text: string
  readonly etag: string
}

export const toDocument = (digest: Digest, value: unknown): Document => {
  const text = JSON.stringify(value)
  return { text, etag: `"${digest.sha256(text).slice(0, 22)}"` }
}

/** How long an answer may lag behind the registry; and how long readers may keep it. */
const freshFor = seconds(5)
const readersKeepItFor = seconds(300)

/** Makes the value at most once in five seconds, however many ask; a store that is down does not take away the last one. */
export const keepFresh = <T>(clock: Clock, make: () => Promise<T>): (() => Promise<T>) => {
  let kept: { readonly value: T; readonly until: EpochSeconds } | undefined
  let making: Promise<T> | undefined
  const remake = async (): Promise<T> => {
    const value = await make()
    kept = { value, until: after(clock.now(), freshFor) }
    return value
  }
  return async () => {
    if (kept && kept.until > clock.now()) return kept.value
    making ??= remake().finally(() => {
      making = undefined
    })
    const last = kept
    return last ? making.catch(() => last.value) : making
  }
}

export const documentResponse = (
  request: Request,
  { text, etag }: Document,
  keptFor: Seconds = readersKeepItFor,
): Response => {
  const headers = {
    'Content-Type': 'application/json',
    'Cache-Control': `public, max-age=${keptFor}`,
    ETag: etag,
  }
  return isKnownTo(request, etag) ? plainResponse(null, { status: 304, headers }) : plainResponse(text, { headers })
}

/** By the weak comparison. RFC 9110 §13.1.2 */
export const isKnownTo = (request: Request, etag: string): boolean => {
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '')
  const known = request.headers.get('If-None-Match')?.split(',') ?? []
  return known.some((tag) => tag.trim() === '*' || opaque(tag) === opaque(etag))
}
