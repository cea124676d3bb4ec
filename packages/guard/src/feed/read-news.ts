/** A signed document of the feed becomes news, if it is this issuer's, for this resource, and of now. docs/protocol.md "The revocation feed", RFC 8725 §3 */
import { compactVerify, decodeProtectedHeader } from 'jose'
import { revocationFeedType } from '@gatehouse/protocol/revocation-feed'
import { type EpochSeconds, epochSeconds } from '@gatehouse/protocol/time'
import type { IssuerKeys } from '../discover.ts'

export interface News {
  readonly signedAt: EpochSeconds
  /** Everything that counts; otherwise what came on top. */
  readonly isComplete: boolean
  readonly ended: readonly string[]
}

export interface NewsNeeds {
  readonly issuer: string
  readonly resource: string
  readonly algorithms: readonly string[]
  readonly keys: IssuerKeys
  readonly now: () => EpochSeconds
}

/** Between the issuer's clock and ours. */
const skew = 60
/** From then on a new signature has to come: an old document could hide what has ended since. */
export const renewAfter = 60
/** An old document that is said again and again counts no longer, whatever the clocks say. */
export const oldestNews = renewAfter + skew

/** Throws whatever is wrong with it: then nothing was heard. */
export const readNews = async (text: string, needs: NewsNeeds): Promise<News> => {
  const { issuer, resource, algorithms, keys, now } = needs
  const header = decodeProtectedHeader(text)
  if (header.typ !== revocationFeedType) throw new Error(`the feed sent something else than ${revocationFeedType}`)
  const verified = await compactVerify(text, await keys.find(header), { algorithms: [...algorithms] })
  const claims: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(verified.payload))
  if (!isRecord(claims) || claims['iss'] !== issuer || claims['aud'] !== resource)
    throw new Error('the feed is of another issuer or for another resource')
  const { iat, complete, ended } = claims
  if (typeof iat !== 'number' || typeof complete !== 'boolean' || !isListOfText(ended))
    throw new Error('the feed lacks iat, complete or ended')
  if (!(iat <= now() + skew && iat > now() - oldestNews)) throw new Error('the feed is not of now')
  return { signedAt: epochSeconds(iat), isComplete: complete, ended }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isListOfText = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string')
