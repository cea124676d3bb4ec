/** Where codes and tokens come to life, in memory. Each verb runs to its end without waiting: that makes it atomic. RFC 6749 §4.1.2 */
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { PendingId } from '@gatehouse/issuer/ports/ids'
import type { Decided, Issuance, RefreshToken } from '@gatehouse/issuer/ports/issuance'
import type { Decision, PendingAuthorization } from '@gatehouse/issuer/ports/pending-authorizations'
import { consentKey } from './consents.ts'
import { counted, verdict } from './counter.ts'
import { issue } from './issue.ts'
import { admit, admitJournal, admitNew, copy, write } from './shelves.ts'
import type { KeptRefreshToken, Shelves } from './shelves.ts'

export const memoryIssuance = (shelves: Shelves): Issuance => ({
  async approve(...[id, { code, consents }, now, journal]) {
    const { pending, refusal } = undecided(shelves, id, now)
    if (!pending) return refusal
    const newCode = admitNew(shelves.codes, code)
    const remembered = consents.map(admit)
    const entries = admitJournal(shelves, journal)
    decide(shelves, pending, { outcome: 'approved', at: now, codeId: code.id })
    write(shelves.codes, newCode)
    for (const consent of remembered) shelves.consents.set(consentKey(consent), consent)
    write(shelves.journal, ...entries)
    return { outcome: 'decided' }
  },

  async deny(id, now, journal) {
    const { pending, refusal } = undecided(shelves, id, now)
    if (!pending) return refusal
    const entries = admitJournal(shelves, journal)
    decide(shelves, pending, { outcome: 'denied', at: now })
    write(shelves.journal, ...entries)
    return { outcome: 'decided' }
  },

  async findCode(id, secretHash) {
    const code = shelves.codes.get(id)
    return code?.secretHash === secretHash ? copy(code) : undefined
  },

  async findRefreshToken(id, secretHash) {
    const token = shelves.refreshTokens.get(id)
    const grant = token && shelves.grants.get(token.grantId)
    if (!grant || token.secretHash !== secretHash) return undefined
    return copy({ token: asPresented(shelves, token), grant })
  },

  async findAccessToken(id, secretHash, now) {
    const token = shelves.accessTokens.get(id)
    return token?.secretHash === secretHash && token.expiresAt > now ? copy(token) : undefined
  },

  issue: async (...[spend, rows, now, journal]) => issue(shelves, { spend, rows, now, journal }),

  async countReplay(...[id, limit, window, now, journal]) {
    const grant = shelves.grants.get(id)
    const counter = shelves.replays.get(id)
    if (!grant || grant.ended || !verdict(counter, { limit, window }, now).allowed) return 'overLimit'
    const entries = admitJournal(shelves, journal)
    shelves.replays.set(id, counted(counter, window, now))
    write(shelves.journal, ...entries)
    return 'counted'
  },
})

type Undecided =
  | { readonly pending: PendingAuthorization; readonly refusal?: undefined }
  | { readonly pending?: undefined; readonly refusal: Decided }

const undecided = (shelves: Shelves, id: PendingId, now: EpochSeconds): Undecided => {
  const pending = shelves.pendingAuthorizations.get(id)
  if (!pending || pending.expiresAt <= now) return { refusal: { outcome: 'gone' } }
  return pending.decision ? { refusal: { outcome: 'alreadyDecided', decision: copy(pending.decision) } } : { pending }
}

const decide = (shelves: Shelves, pending: PendingAuthorization, decision: Decision): void =>
  write(shelves.pendingAuthorizations, { ...pending, decision })

const asPresented = (shelves: Shelves, { rotation, childId, ...token }: KeptRefreshToken): RefreshToken => {
  if (!rotation) return token
  const child = childId === undefined ? undefined : shelves.refreshTokens.get(childId)
  const sealedAnswer = shelves.sealedAnswers.get(token.id)?.text
  return { ...token, rotated: { ...rotation, sealedAnswer, childHasRotated: child?.rotation !== undefined } }
}
