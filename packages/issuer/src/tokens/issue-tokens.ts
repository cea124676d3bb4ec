/** Room 10: a proof becomes tokens. Signs, seals, then one store verb spends and writes; whoever comes second is told what happened. RFC 6749 §5.1 */
import { refuse } from '@gatehouse/protocol/errors'
import { formatScope, offlineAccess } from '@gatehouse/protocol/scope'
import { after } from '@gatehouse/protocol/time'
import type { TokenResponse } from '@gatehouse/protocol/token-response'
import type { AuthenticatedClient } from '../clients/authenticate-client.ts'
import type { Authorization, Proof } from '../grants/grant.ts'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import type { NewRefreshToken } from '../ports/issuance.ts'
import { presentable } from '../presented-token.ts'
import type { Visit } from '../visit.ts'
import { grantOf } from './grant-of-code.ts'
import { newIdToken } from './id-token.ts'
import { newAccessToken } from './new-access-token.ts'
import { answerFor, answerReplay, sameAnswerWindow } from './replay.ts'

export const issueTokens =
  (needs: Needs) =>
  async (proof: Proof, client: AuthenticatedClient, visit: Visit): Promise<TokenResponse> => {
    const { store, clock, entry } = needs
    const { authorization, spend } = proof
    if (spend.kind === 'refreshToken' && spend.token.rotated) return answerReplay(needs)(proof, visit)
    const access = await newAccessToken(needs, authorization, client.client)
    const idToken = await newIdToken(needs, { authorization, client: client.client, accessToken: access.text })
    const refresh = getsRefreshToken(proof, client.client) ? newRefreshToken(needs, authorization) : undefined
    const response: TokenResponse = {
      access_token: access.text,
      token_type: 'Bearer',
      expires_in: authorization.resource.accessTokenLifetime,
      ...(refresh ? { refresh_token: refresh.text } : {}),
      ...(idToken === undefined ? {} : { id_token: idToken }),
      scope: formatScope(
        authorization.hasOfflineAccess ? [...authorization.scopes, offlineAccess] : authorization.scopes,
      ),
    }
    const facts = {
      userId: authorization.grantId && userOf(proof),
      clientId: client.client.id,
      grantId: authorization.grantId,
    }
    const from = visit.source
    const rows = {
      grant: grantOf(proof, client, { ...needs, from }),
      refreshToken: refresh?.row,
      accessToken: access.row,
      clientId: client.client.id,
      from,
    }
    const journal = [
      entry(eventOf[spend.kind], visit, { ...facts, detail: { jti: access.claims.jti, resource: access.claims.aud } }),
    ]
    const issued = await store.issuance.issue(toSpend(needs, proof, response), rows, clock.now(), journal)
    if (issued.outcome === 'issued') return response
    if (issued.outcome === 'alreadySpent' && spend.kind === 'refreshToken') return answerReplay(needs)(proof, visit)
    throw refuse(
      'invalid_grant',
      issued.outcome === 'alreadySpent' ? 'the code was used already' : 'this grant has ended: authorize again',
    )
  }

const eventOf = {
  code: 'code.redeemed',
  refreshToken: 'refresh-token.rotated',
  nothing: 'token.issued-to-machine',
} as const

const userOf = ({ spend }: Proof) =>
  spend.kind === 'code' ? spend.code.userId : spend.kind === 'refreshToken' ? spend.grant.userId : undefined

/** By what the client registered; `offline_access` gives one, too, but is never needed. Machines ask again instead. */
const getsRefreshToken = ({ authorization, spend }: Proof, client: Client): boolean =>
  spend.kind !== 'nothing' && (client.grantTypes.includes('refresh_token') || authorization.hasOfflineAccess)

const newRefreshToken = (
  { ids, clock, digest, policy }: Needs,
  { grantId }: Authorization,
): { readonly row: NewRefreshToken; readonly text: string } | undefined => {
  if (grantId === undefined) return undefined
  const id = ids.next('rft')
  const secret = ids.secret()
  const now = clock.now()
  const idleExpiresAt = after(now, policy.lifetimes.refreshIdle)
  return {
    row: { id, secretHash: digest.sha256(secret), grantId, createdAt: now, idleExpiresAt },
    text: presentable(id, secret),
  }
}

/** The answer is kept for a client whose line broke: sealed under the token it presented, so the database alone opens nothing. */
const toSpend = ({ sealer, clock }: Needs, { spend, authorization }: Proof, response: TokenResponse) => {
  if (spend.kind === 'nothing') return spend
  if (spend.kind === 'code') return { kind: spend.kind, id: spend.code.id }
  return {
    kind: spend.kind,
    id: spend.token.id,
    sealedAnswer: sealer.seal(spend.presented, JSON.stringify(response), spend.token.id),
    answerExpiresAt: after(clock.now(), sameAnswerWindow),
    answerFor: answerFor(authorization),
  }
}
