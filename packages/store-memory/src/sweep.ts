/** Deletes what nobody can see any more, a bounded number at a time. */
import { after, days, seconds } from '@gatehouse/protocol/time'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { isUnused } from './clients.ts'
import type { Shelves } from './shelves.ts'

const CODE_KEPT = days(1)
const GRANT_KEPT = days(1)
const REGISTRATION_TOKEN_KEPT = days(1)
const UNUSED_CLIENT_KEPT = days(30)

interface Round {
  readonly now: EpochSeconds
  readonly batch: number
  readonly journalSince: EpochSeconds | undefined
}

export const sweep = (shelves: Shelves, { now, batch, journalSince }: Round): number => {
  let swept = 0
  const discard = <Row>(shelf: Map<string, Row>, isDead: (row: Row, key: string) => boolean): void => {
    for (const [key, row] of shelf) {
      if (swept >= batch) return
      if (isDead(row, key) && shelf.delete(key)) swept += 1
    }
  }
  const ago = (span: number): EpochSeconds => after(now, seconds(-span))
  const isGone = ({ absoluteExpiresAt }: { readonly absoluteExpiresAt: EpochSeconds }): boolean =>
    absoluteExpiresAt <= ago(GRANT_KEPT)

  discard(shelves.pendingAuthorizations, ({ expiresAt }) => expiresAt <= now)
  discard(shelves.sessions, ({ idleExpiresAt, absoluteExpiresAt }) => idleExpiresAt <= now || absoluteExpiresAt <= now)
  discard(shelves.rateLimits, ({ windowEndsAt }) => windowEndsAt <= now)
  discard(shelves.consents, ({ expiresAt }) => expiresAt <= now)
  discard(shelves.endedTokens, ({ expiresAt }) => expiresAt <= now)
  discard(shelves.accessTokens, ({ expiresAt }) => expiresAt <= now)
  discard(shelves.seenOnce, (until) => until <= now)
  discard(
    shelves.registrationTokens,
    ({ expiresAt }) => expiresAt !== undefined && expiresAt <= ago(REGISTRATION_TOKEN_KEPT),
  )
  discard(shelves.setupLinks, (expiresAt) => expiresAt <= now)
  discard(shelves.knownBrowsers, ({ until }) => until <= now)
  discard(shelves.codes, ({ expiresAt }) => expiresAt <= ago(CODE_KEPT))
  discard(shelves.sealedAnswers, ({ expiresAt }) => expiresAt <= now)
  discard(shelves.refreshTokens, ({ grantId }) => {
    const grant = shelves.grants.get(grantId)
    return !grant || isGone(grant)
  })
  discard(shelves.replays, (_, grantId) => {
    const grant = shelves.grants.get(grantId)
    return !grant || isGone(grant)
  })
  const withTokens = new Set([...shelves.refreshTokens.values()].map((token) => token.grantId))
  discard(shelves.grants, (grant) => isGone(grant) && !withTokens.has(grant.id))
  discard(shelves.clients, (client) => isUnused(client) && client.createdAt <= ago(UNUSED_CLIENT_KEPT))
  if (journalSince !== undefined) discard(shelves.journal, ({ at }) => at < journalSince)
  return swept
}
