/** From an issuer's name to its signing keys, kept fresh without ever being hurried by a caller. RFC 8414 §3, RFC 7517 §5 */
import type { JWSHeaderParameters, CryptoKey } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, type Seconds, between, hours, minutes, seconds } from '@gatehouse/protocol/time'
import { type Fetch, fetchDocument } from './fetch-document.ts'
import { endpointOf, fetchIssuerMetadata } from './issuer-metadata.ts'
import { type KeySet, createKeySet } from './key-set.ts'

export interface IssuerKeys {
  /** Refuses with `invalid_token` (no such key) or `temporarily_unavailable` (no keys to look among). */
  find(header: JWSHeaderParameters): Promise<CryptoKey>
  /** Where the issuer says what has ended; undefined if it says it nowhere, or was not asked yet. */
  revocations(): string | undefined
}

export interface IssuerKeysNeeds {
  readonly issuer: string
  /** Where the keys are, if the metadata shall not be asked. */
  readonly jwksUri?: string
  readonly fetch: Fetch
  readonly now: () => EpochSeconds
}

const fresh: Seconds = minutes(10)
/** An issuer that is down takes nobody's sign-in away for this long. */
const staleIfError: Seconds = hours(1)
/** Whatever tokens ask for, the issuer is asked at most once in this time; while we hold no keys at all, a little sooner. */
const cooldown: Seconds = seconds(30)
const cooldownWithoutKeys: Seconds = seconds(2)
/** Two documents with their time limits, and more. Some runtimes drop what a finished request has begun: then it is asked anew. */
const longestQuestion: Seconds = seconds(20)

export const createIssuerKeys = ({ issuer, jwksUri, fetch, now }: IssuerKeysNeeds): IssuerKeys => {
  let held: { readonly keys: KeySet; readonly revocations: string | undefined; readonly at: EpochSeconds } | undefined
  let lastTry: EpochSeconds | undefined
  let lastFailure: unknown
  let underWay: Promise<void> | undefined

  const isCooling = (): boolean =>
    lastTry !== undefined && between(lastTry, now()) < (held ? cooldown : cooldownWithoutKeys)
  const isUnderWay = (): boolean =>
    underWay !== undefined && lastTry !== undefined && between(lastTry, now()) < longestQuestion
  const isYoungerThan = (age: number): boolean => held !== undefined && between(held.at, now()) < age

  const ask = async (): Promise<void> => {
    lastTry = now()
    try {
      const { jwks, revocations } = await (jwksUri === undefined
        ? discoverKeys(issuer, fetch)
        : fetchKeys(jwksUri, fetch))
      held = { keys: createKeySet(jwks), revocations, at: now() }
      lastFailure = undefined
    } catch (error) {
      lastFailure = error
    }
  }
  /** Everybody waits for the one question that is under way; while it is too early for the next, nobody asks. */
  const refresh = async (): Promise<void> => {
    if (!isUnderWay() && isCooling()) return
    if (!isUnderWay()) {
      const question = ask().finally(() => {
        if (underWay === question) underWay = undefined
      })
      underWay = question
    }
    await underWay
  }
  /** After a failure nobody waits for the next try while the keys that we hold may still serve: an issuer that hangs would hang us, too. */
  const renew = async (): Promise<void> => {
    const asking = refresh()
    if (lastFailure === undefined || !isYoungerThan(fresh + staleIfError)) await asking
  }
  const unavailable = () =>
    refuse('temporarily_unavailable', 'the keys of the authorization server cannot be had right now', {
      retryAfter: cooldownWithoutKeys,
      cause: lastFailure,
    })
  const look = async (header: JWSHeaderParameters): Promise<CryptoKey | undefined> => {
    if (held && isYoungerThan(fresh + staleIfError)) return await held.keys(header)
    throw unavailable()
  }

  return {
    revocations: () => held?.revocations,
    async find(header) {
      if (!isYoungerThan(fresh)) await renew()
      const known = await look(header)
      if (known) return known
      await refresh()
      const learned = await look(header)
      if (learned) return learned
      if (lastFailure !== undefined) throw unavailable()
      throw refuse('invalid_token', 'the access token is not accepted: no key of the issuer fits it')
    },
  }
}

interface Discovered {
  readonly jwks: unknown
  readonly revocations: string | undefined
}

const fetchKeys = async (jwksUri: string, fetch: Fetch): Promise<Discovered> => ({
  jwks: await fetchDocument(fetch, jwksUri),
  revocations: undefined,
})

const discoverKeys = async (issuer: string, fetch: Fetch): Promise<Discovered> => {
  const metadata = await fetchIssuerMetadata(issuer, fetch)
  const jwksUri = endpointOf(metadata, 'jwks_uri', issuer)
  if (jwksUri === undefined) throw new Error(`the issuer ${issuer} names no jwks_uri`)
  const revocations = endpointOf(metadata, 'gatehouse_revocations_endpoint', issuer)
  return { ...(await fetchKeys(jwksUri, fetch)), revocations }
}
