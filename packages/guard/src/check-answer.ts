/** What an issuer answers about a token must say before the token is believed: its JSON in, checked claims out. RFC 7662 §2.2 */
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, after, epochSeconds, hours } from '@gatehouse/protocol/time'
import { type CheckedClaims, detailsOf, isMeantForUs, skew } from './claims.ts'
import type { IssuerSettings } from './issuer-options.ts'
import { claimAt, firstText } from './profiles/read-claims.ts'
import type { Proof } from './profiles/profile.ts'

interface Known {
  readonly issuer: IssuerSettings
  readonly now: EpochSeconds
}

type Answer = Readonly<Record<string, unknown>>

/** Refuses with `invalid_token` what is not active, no access token, or not meant for this server. */
export const checkAnswer = (answer: unknown, { issuer, now }: Known): CheckedClaims => {
  if (!isRecord(answer) || answer['active'] !== true) throw notActive()
  const { url, profile, audience, clients } = issuer
  if (answer['iss'] !== undefined && answer['iss'] !== url) throw wrong('it comes from another issuer')
  const clientId = firstText(answer, [...profile.clientId, 'client_id'])
  if (clients && (clientId === undefined || !clients.includes(clientId))) {
    throw wrong('it was issued to a client that is not taken here')
  }
  if (!isAccessToken(answer, profile.proof)) throw wrong('it is no access token')
  // Without an audience anybody's token would do, unless its client is one that the operator names.
  const isNamed =
    answer['aud'] === undefined ? clients !== undefined : isMeantForUs(answer, audience, { profile, issuer: url })
  if (!isNamed) throw wrong('it is meant for another resource')
  if (answer['cnf'] !== undefined) throw wrong('it is bound to a key, and this server takes bearer tokens')
  const expiresAt = timeOf(answer, 'exp') ?? after(now, hours(1))
  if (expiresAt <= now) throw notActive()
  if ((timeOf(answer, 'nbf') ?? now) > now + skew) throw wrong('it is not valid yet')
  const subject = firstText(answer, ['sub']) ?? clientId
  if (subject === undefined) throw wrong('nobody is named in it')
  return {
    subject,
    clientId: clientId ?? subject,
    ...detailsOf(answer, profile),
    jti: firstText(answer, [profile.tokenId ?? 'jti']),
    grantId: firstText(answer, ['grant_id']),
    expiresAt,
    all: answer,
  }
}

const isRecord = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Issuers answer about refresh tokens, too. Such an answer names another type or use, or none and no audience:
 * so a token without an audience has to name its type.
 */
const isAccessToken = (answer: Answer, { equals = {} }: Proof): boolean => {
  const { token_type: type, token_use: use, aud } = answer
  const isTyped = type === undefined ? aud !== undefined : isOneOf(type, ['bearer', 'access_token'])
  const isUsed = use === undefined || isOneOf(use, ['access', 'access_token'])
  const isDenied = ([name, value]: readonly [string, string]): boolean => {
    const said = claimAt(answer, name)
    return said !== undefined && said !== value
  }
  return isTyped && isUsed && !Object.entries(equals).some(isDenied)
}

const isOneOf = (value: unknown, names: readonly string[]): boolean =>
  typeof value === 'string' && names.includes(value.toLowerCase())

/** An issuer need not say any: it is asked again soon enough. */
const timeOf = (answer: Answer, name: string): EpochSeconds | undefined => {
  const value = answer[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isSafeInteger(Math.floor(value))) throw wrong(`${name} is no time`)
  return epochSeconds(value)
}

const notActive = () =>
  refuse('invalid_token', 'the access token is not accepted: its issuer does not know it as active')

const wrong = (why: string) => refuse('invalid_token', `the access token is not accepted: ${why}`)
