/** Room 4, the only fork: what is still missing, sign-in or consent? It reads, and grants nothing. OIDC Core §3.1.2.1 (prompt, max_age) */
import { refuse } from '@gatehouse/protocol/errors'
import { between, type EpochSeconds } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { SignedIn } from '../people/sign-in.ts'
import type { PendingAuthorization } from '../ports/pending-authorizations.ts'
import { approvedAsAsked } from './approval.ts'
import { askForConsent } from './consent-question.ts'
import type { ConsentQuestion, NextStep, OpenRequest } from './corridor.ts'

export const nextStep =
  (needs: Pick<Needs, 'store' | 'clock' | 'policy'>) =>
  async (open: OpenRequest, signedIn: SignedIn | undefined): Promise<NextStep> => {
    const { pending } = open
    if (pending.decision) return { step: 'decided', decision: pending.decision }
    const mayShowPages = !pending.prompt.includes('none')
    if (!signedIn || needsSignIn(pending, signedIn, needs.clock.now())) {
      if (mayShowPages) return { step: 'sign-in' }
      return {
        step: 'refuse',
        error: refuse('login_required', 'a sign-in is due here, and prompt=none forbids to ask'),
      }
    }
    if (!isExpected(pending, signedIn)) {
      const error = refuse('login_required', 'the person who signed in is not the one of the id_token_hint')
      return { step: 'refuse', error }
    }
    const question = await askForConsent(needs)(open, signedIn)
    if (question.asks.length === 0) {
      return { step: 'refuse', error: refuse('invalid_target', 'the server asked for is not registered any more') }
    }
    if (maySkipThePage(open, question)) return { step: 'approved', approval: approvedAsAsked(question) }
    if (mayShowPages) return { step: 'consent', question }
    return {
      step: 'refuse',
      error: refuse('consent_required', 'the person has to allow this, and prompt=none forbids to ask'),
    }
  }

/** A sign-in made for this very request is always fresh enough. */
const needsSignIn = (pending: PendingAuthorization, signedIn: SignedIn, now: EpochSeconds): boolean => {
  const { session } = signedIn
  if (session.authTime >= pending.createdAt) return false
  if (pending.prompt.includes('login') || !isExpected(pending, signedIn)) return true
  return pending.maxAge !== undefined && between(session.authTime, now) > pending.maxAge
}

/** An app that shows an ID token of ours means the person of that token, and no other. OIDC Core §3.1.2.1 (id_token_hint) */
const isExpected = ({ expectedUserId }: PendingAuthorization, { user }: SignedIn): boolean =>
  expectedUserId === undefined || expectedUserId === user.id

/** Silent only for an operator's own web application, from our own pages or a typed address: any local program can pose as a loopback client. RFC 8252 §8.6 */
const maySkipThePage = ({ pending, reply }: OpenRequest, question: ConsentQuestion): boolean =>
  reply.client.isFirstParty &&
  question.isRemembered &&
  !pending.isCrossSite &&
  reply.redirectUri.startsWith('https:') &&
  !pending.prompt.includes('consent') &&
  !pending.prompt.includes('select_account')
