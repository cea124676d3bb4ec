/**
 * A refresh token comes back after it was rotated: a lost answer, a race, or a theft? protocol.md "Refresh tokens", RFC 9700 §4.14.2
 * Within the window the stored answer is given again, and nothing is minted; afterwards this grant ends, and no other.
 */
import { refuse } from '@gatehouse/protocol/errors'
import { formatScope } from '@gatehouse/protocol/scope'
import { between, hours, seconds } from '@gatehouse/protocol/time'
import { tokenResponseShape, type TokenResponse } from '@gatehouse/protocol/token-response'
import type { Authorization, Proof, ToSpend } from '../grants/grant.ts'
import type { Rotation } from '../ports/issuance.ts'
import type { Ports } from '../ports/ports.ts'
import type { Visit } from '../visit.ts'
import type { Needs } from '../needs.ts'

export const sameAnswerWindow = seconds(30)
/** One client's own parallel calls: never counted. */
const burst = seconds(10)
const mostReplays = 10
const replayWindow = hours(24)

/** What a stored answer was for; another wish does not get it. */
export const answerFor = ({ resource, scopes }: Authorization): string => `${resource.uri} ${formatScope(scopes)}`

type Spent = Extract<ToSpend, { kind: 'refreshToken' }>

export const answerReplay =
  (needs: Needs) =>
  async ({ spend, authorization }: Proof, visit: Visit): Promise<TokenResponse> => {
    if (spend.kind !== 'refreshToken') throw new Error('only refresh tokens are replayed here')
    const found = await needs.store.issuance.findRefreshToken(spend.token.id, spend.token.secretHash)
    const rotated = found?.token.rotated
    if (!found || !rotated || found.grant.ended) throw refuse('invalid_grant', 'this grant has ended: authorize again')
    const answer = storedAnswer(needs, spend, rotated)
    const facts = { userId: found.grant.userId, clientId: found.grant.clientId, grantId: found.grant.id }
    if (rotated.childHasRotated || !answer) throw await endGrant(needs)(spend, visit)
    if (rotated.answerFor !== answerFor(authorization)) {
      const cure = 'this refresh token was just used with another resource or scope: use the newest refresh token'
      throw refuse('invalid_target', cure)
    }
    const journal = [needs.entry('refresh-token.answered-again', visit, facts)]
    if (between(rotated.at, needs.clock.now()) < burst) {
      await needs.store.journal.append(journal)
      return answer
    }
    const { grant } = found
    const counted = await needs.store.issuance.countReplay(
      grant.id,
      mostReplays,
      replayWindow,
      needs.clock.now(),
      journal,
    )
    if (counted === 'overLimit') throw await endGrant(needs)(spend, visit)
    return answer
  }

/** undefined once the window has closed. */
const storedAnswer = (
  { sealer, clock }: Ports,
  { presented, token }: Spent,
  rotated: Rotation,
): TokenResponse | undefined => {
  if (between(rotated.at, clock.now()) >= sameAnswerWindow || rotated.sealedAnswer === undefined) return undefined
  const text = sealer.open(presented, rotated.sealedAnswer, token.id)
  if (text === undefined) return undefined
  return tokenResponseShape.parse(JSON.parse(text)) as TokenResponse
}

const endGrant =
  ({ store, clock, entry }: Needs) =>
  async ({ grant }: Spent, visit: Visit) => {
    const facts = { userId: grant.userId, clientId: grant.clientId, grantId: grant.id }
    await store.grants.end(grant.id, 'refresh token replayed', clock.now(), [
      entry('grant.ended-by-replay', visit, facts),
    ])
    return refuse('invalid_grant', 'the refresh token was used before, so this grant has ended: authorize again')
  }
