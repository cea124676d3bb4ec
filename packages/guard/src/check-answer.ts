/** What an issuer answers about a token must say before the token is believed: its JSON in, checked claims out. RFC 7662 §2.2 */
import { refuse } from '@gatehouse/protocol/errors'
import { type EpochSeconds, after, epochSeconds, hours } from '@gatehouse/protocol/time'
import { type CheckedClaims, detailsOf, isMeantForUs } from './claims.ts'
import type { IssuerSettings } from './issuer-options.ts'
import { firstText } from './profiles/read-claims.ts'

export type { CheckedClaims } from './claims.ts'

interface Known {
  readonly issuer: IssuerSettings
  readonly now: EpochSeconds
}

/** `undefined`: the token is not active. Refuses with `invalid_token` what is active, but not meant for this server. */
export const checkAnswer = (answer: unknown, { issuer, now }: Known): CheckedClaims | undefined => {
  if (!isRecord(answer) || answer['active'] !== true) return undefined
  const { url, profile, audience, clients } = issuer
  if (answer['iss'] !== undefined && answer['iss'] !== url) throw wrong('it comes from another issuer')
  const clientId = firstText(answer, [...profile.clientId, 'client_id'])
  if (clients && (clientId === undefined || !clients.includes(clientId))) {
    throw wrong('it was issued to a client that is not taken here')
  }
  // Without an audience anybody's token would do, unless its client is one that the operator names.
  const isNamed =
    answer['aud'] === undefined ? clients !== undefined : isMeantForUs(answer, audience, { profile, issuer: url })
  if (!isNamed) throw wrong('it is meant for another resource')
  if (answer['cnf'] !== undefined) throw wrong('it is bound to a key, and this server takes bearer tokens')
  const expiresAt = endOf(answer, now)
  if (expiresAt <= now) return undefined
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

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** An issuer need not say when it ends: it is asked again soon enough. */
const endOf = ({ exp }: Readonly<Record<string, unknown>>, now: EpochSeconds): EpochSeconds => {
  if (exp === undefined) return after(now, hours(1))
  if (typeof exp !== 'number' || !Number.isSafeInteger(Math.floor(exp))) throw wrong('exp is no time')
  return epochSeconds(exp)
}

const wrong = (why: string) => refuse('invalid_token', `the access token is not accepted: ${why}`)
