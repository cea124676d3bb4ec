/** From an issuer's name to its signing keys, kept fresh without ever being hurried by a caller. RFC 8414 §3, RFC 7517 §5 */
import type { JWSHeaderParameters, CryptoKey } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, type Seconds, between, hours, minutes, seconds } from '@gatehouse/protocol/time'
import { authorizationServerMetadataUrls } from '@gatehouse/protocol/well-known'
import { type Fetch, fetchDocument } from './fetch-document.ts'
import { type KeySet, createKeySet } from './key-set.ts'

export interface IssuerKeys {
  /** Refuses with `invalid_token` (no such key) or `temporarily_unavailable` (no keys to look among). */
  find(header: JWSHeaderParameters): Promise<CryptoKey>
  /** Where the issuer says what has ended; undefined if it says it nowhere, or was not asked yet. */
  revocations(): string | undefined
}

export interface IssuerKeysNeeds {
  readonly issuer: string
  readonly fetch: Fetch
  readonly now: () => EpochSeconds
}

const fresh: Seconds = minutes(10)
/** An issuer that is down takes nobody's sign-in away for this long. */
const staleIfError: Seconds = hours(1)
/** Whatever tokens ask for, the issuer is asked at most once in this time; while we hold no keys at all, a little sooner. */
const cooldown: Seconds = seconds(30)
const cooldownWithoutKeys: Seconds = seconds(2)

export const createIssuerKeys = ({ issuer, fetch, now }: IssuerKeysNeeds): IssuerKeys => {
  let held: { readonly keys: KeySet; readonly revocations: string | undefined; readonly at: EpochSeconds } | undefined
  let lastTry: EpochSeconds | undefined
  let lastFailure: unknown
  let underWay: Promise<void> | undefined

  const isCooling = (): boolean =>
    lastTry !== undefined && between(lastTry, now()) < (held ? cooldown : cooldownWithoutKeys)
  const isYoungerThan = (age: number): boolean => held !== undefined && between(held.at, now()) < age

  const ask = async (): Promise<void> => {
    lastTry = now()
    try {
      const { jwks, revocations } = await fetchKeys(issuer, fetch)
      held = { keys: createKeySet(jwks), revocations, at: now() }
      lastFailure = undefined
    } catch (error) {
      lastFailure = error
    }
  }
  /** Everybody waits for the one question that is under way; while it is too early for the next, nobody asks. */
  const refresh = async (): Promise<void> => {
    if (!underWay && isCooling()) return
    underWay ??= ask().finally(() => {
      underWay = undefined
    })
    await underWay
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
      if (!isYoungerThan(fresh)) await refresh()
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

const fetchKeys = async (issuer: string, fetch: Fetch): Promise<Discovered> => {
  const [metadataUrl = ''] = authorizationServerMetadataUrls(issuer)
  const metadata = await fetchDocument(fetch, metadataUrl)
  if (typeof metadata !== 'object' || metadata === null) throw new Error(`${metadataUrl} is no metadata document`)
  const found = 'issuer' in metadata ? metadata.issuer : undefined
  if (found !== issuer) throw new Error(`${metadataUrl} names the issuer ${JSON.stringify(found)}, not "${issuer}"`)
  const jwksUri = 'jwks_uri' in metadata ? metadata.jwks_uri : undefined
  if (!isOn(issuer, jwksUri)) throw new Error(`${metadataUrl} has no jwks_uri on the issuer's own origin`)
  const revocations = 'gatehouse_revocations_endpoint' in metadata ? metadata.gatehouse_revocations_endpoint : undefined
  if (revocations !== undefined && !isOn(issuer, revocations))
    throw new Error(`${metadataUrl} has a gatehouse_revocations_endpoint that is not on the issuer's own origin`)
  return { jwks: await fetchDocument(fetch, jwksUri), revocations }
}

/** The issuer is a host that the operator named; any other is not. */
const isOn = (issuer: string, url: unknown): url is string =>
  typeof url === 'string' && URL.canParse(url) && new URL(url).origin === new URL(issuer).origin
