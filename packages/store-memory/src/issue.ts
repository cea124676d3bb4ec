/** The issuing verb: everything is checked before anything is written. RFC 6749 §5.1, RFC 9700 §4.14 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Issued, IssuedRows, Spend } from '@gatehouse/issuer/ports/issuance'
import type { JournalRow } from '@gatehouse/issuer/ports/journal'
import { canStillIssue, isOfLiveUser } from './grants.ts'
import { admit, admitJournal, admitNew, write } from './shelves.ts'
import type { Shelves } from './shelves.ts'

interface Issuing {
  readonly spend: Spend
  readonly rows: IssuedRows
  readonly now: EpochSeconds
  readonly journal: readonly JournalRow[]
}

export const issue = (shelves: Shelves, { spend, rows, now, journal }: Issuing): Issued => {
  const refusal = refusalOf(shelves, spend, now)
  if (refusal) return { outcome: refusal }
  const grant = rows.grant && admitNew(shelves.grants, rows.grant)
  const token = rows.refreshToken && admitNew(shelves.refreshTokens, rows.refreshToken)
  const accessToken = rows.accessToken && admitNew(shelves.accessTokens, rows.accessToken)
  const admitted = admit(spend)
  const entries = admitJournal(shelves, journal)

  if (grant) write(shelves.grants, grant)
  if (token) write(shelves.refreshTokens, token)
  if (accessToken) write(shelves.accessTokens, accessToken)
  markSpent(shelves, admitted, { now, childId: token?.id, from: rows.from })
  touchClient(shelves, rows.clientId, now)
  write(shelves.journal, ...entries)
  return { outcome: 'issued' }
}

const refusalOf = (shelves: Shelves, spend: Spend, now: EpochSeconds): 'ended' | 'alreadySpent' | undefined => {
  if (spend.kind === 'nothing') return undefined
  if (spend.kind === 'code') {
    const code = shelves.codes.get(spend.id)
    if (!code || code.expiresAt <= now || !isOfLiveUser(shelves, code)) return 'ended'
    return code.spentAt === undefined ? undefined : 'alreadySpent'
  }
  const token = shelves.refreshTokens.get(spend.id)
  const grant = token && shelves.grants.get(token.grantId)
  if (!grant || token.idleExpiresAt <= now || !canStillIssue(shelves, grant, now)) return 'ended'
  return token.rotation ? 'alreadySpent' : undefined
}

const markSpent = (
  shelves: Shelves,
  spend: Spend,
  { now, childId, from }: { readonly now: EpochSeconds; readonly childId: string | undefined; readonly from: string },
): void => {
  if (spend.kind === 'nothing') return
  if (spend.kind === 'code') {
    const code = shelves.codes.get(spend.id)
    if (code) write(shelves.codes, { ...code, spentAt: now })
    return
  }
  const token = shelves.refreshTokens.get(spend.id)
  const grant = token && shelves.grants.get(token.grantId)
  if (!grant) return
  write(shelves.refreshTokens, { ...token, rotation: { at: now, answerFor: spend.answerFor }, childId })
  shelves.sealedAnswers.set(token.id, { text: spend.sealedAnswer, expiresAt: spend.answerExpiresAt })
  write(shelves.grants, { ...grant, lastUsedAt: now, lastUsedFrom: from })
}

const touchClient = (shelves: Shelves, id: IssuedRows['clientId'], now: EpochSeconds): void => {
  const client = shelves.clients.get(id)
  if (client && (client.lastUsedAt === undefined || client.lastUsedAt < now))
    write(shelves.clients, { ...client, lastUsedAt: now })
}
