/** Room 6: an approval becomes a code. One store verb decides the request, writes the code's hash and remembers the consent. RFC 6749 §4.1.2 */
import { after } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { Digest } from '../ports/digest.ts'
import type { CodeId } from '../ports/ids.ts'
import type { AuthorizationCode } from '../ports/issuance.ts'
import type { Decision } from '../ports/pending-authorizations.ts'
import { presentable } from '../presented-token.ts'
import type { Visit } from '../visit.ts'
import type { AuthorizationAnswer, CodeToIssue, OpenRequest } from './corridor.ts'

export const issueCode =
  (needs: Needs) =>
  async (
    { open, signedIn, approval }: CodeToIssue,
    visit: Visit,
  ): Promise<AuthorizationAnswer | { readonly decision: Decision | undefined }> => {
    const { store, clock, ids, digest, policy, entry } = needs
    const { pending, reply } = open
    const { user, session } = signedIn
    const now = clock.now()
    const secret = codeOf(digest, open)
    if (!secret) return { decision: undefined }
    const code: AuthorizationCode = {
      id: secret.id,
      secretHash: digest.sha256(secret.secret),
      grantId: ids.next('grt'),
      userId: user.id,
      userEpoch: session.userEpoch,
      clientId: pending.clientId,
      clientAuthentication: reply.client.authentication,
      redirectUri: pending.redirectUri,
      codeChallenge: pending.codeChallenge,
      approved: approval.scopes,
      hasOfflineAccess: pending.asksOfflineAccess,
      authTime: session.authTime,
      amr: session.amr,
      nonce: pending.nonce,
      approvedFrom: visit.source,
      expiresAt: after(now, policy.lifetimes.code),
    }
    const consents = approval.scopes.map(({ resource, scopes }) => ({
      userId: user.id,
      clientId: pending.clientId,
      redirectUri: pending.redirectUri,
      resource,
      scopes,
      expiresAt: after(now, policy.lifetimes.consent),
    }))
    const facts = { userId: user.id, clientId: pending.clientId, grantId: code.grantId }
    const journal = [entry('authorization.approved', visit, facts)]
    const decided = await store.issuance.approve(pending.id, { code, consents }, now, journal)
    if (decided.outcome === 'decided') return { reply, parameters: { code: secret.text } }
    return { decision: decided.outcome === 'alreadyDecided' ? decided.decision : undefined }
  }

/**
 * The code is a function of the browser's own secret (256 bits, we store only its hash) and the request: a repeated click gives the
 * same code, and nothing that could make it is stored.
 */
export const codeOf = (
  digest: Digest,
  { pending, browserSecret }: OpenRequest,
): { readonly id: CodeId; readonly secret: string; readonly text: string } | undefined => {
  if (browserSecret === undefined) return undefined
  const id = `cod_${pending.id.slice('pen_'.length)}` as CodeId
  const secret = digest.hmac(browserSecret, `authorization code ${pending.id}`)
  return { id, secret, text: presentable(id, secret) }
}
