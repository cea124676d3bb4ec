/** Room 5: the person's decision, once. Only the signed-in person of this browser gets here. */
import { between, seconds } from '@gatehouse/protocol/time'
import type { Needs } from '../needs.ts'
import type { SignedIn } from '../people/sign-in.ts'
import type { Decision } from '../ports/pending-authorizations.ts'
import type { Ports } from '../ports/ports.ts'
import type { Visit } from '../visit.ts'
import { approvedByPerson } from './approval.ts'
import type { AuthorizationAnswer, DecideOutcome, DecisionMade, OpenRequest } from './corridor.ts'
import { codeOf, issueCode } from './issue-code.ts'
import { nextStep } from './next-step.ts'

/** A double click sends the form twice; the browser shows the second answer, which must be the first one again. */
const sameAnswerWindow = seconds(10)

export const recordConsent =
  (needs: Needs) =>
  async ({ open, signedIn, choice }: DecisionMade, visit: Visit): Promise<DecideOutcome> => {
    const next = await nextStep(needs)(open, signedIn)
    if (next.step === 'decided') return again(needs, open, next.decision)
    if (!choice.approve) return deny(needs)(open, visit, signedIn)
    if (next.step !== 'consent') return { outcome: 'notYet' }
    const approval = approvedByPerson(next.question, choice.scopes)
    if (!approval) return { outcome: 'nothingChosen' }
    const decided = await issueCode(needs)({ open, signedIn, approval }, visit)
    return 'parameters' in decided ? { outcome: 'answered', answer: decided } : again(needs, open, decided.decision)
  }

/** Also the way out of the sign-in page, where nobody is known yet. */
export const deny =
  ({ store, clock, digest, entry }: Needs) =>
  async (open: OpenRequest, visit: Visit, signedIn?: SignedIn): Promise<DecideOutcome> => {
    const { pending } = open
    const facts = { clientId: pending.clientId, userId: signedIn?.user.id }
    const decided = await store.issuance.deny(pending.id, clock.now(), [entry('authorization.denied', visit, facts)])
    if (decided.outcome === 'decided') return { outcome: 'answered', answer: denied(open) }
    return again({ clock, digest }, open, decided.outcome === 'alreadyDecided' ? decided.decision : undefined)
  }

/** What was decided, said once more; the code comes out the same. */
const again = (
  { clock, digest }: Pick<Ports, 'clock' | 'digest'>,
  open: OpenRequest,
  decision: Decision | undefined,
): DecideOutcome => {
  if (!decision || between(decision.at, clock.now()) >= sameAnswerWindow) return { outcome: 'over' }
  if (decision.outcome === 'denied') return { outcome: 'answered', answer: denied(open) }
  const code = codeOf(digest, open)
  return code
    ? { outcome: 'answered', answer: { reply: open.reply, parameters: { code: code.text } } }
    : { outcome: 'over' }
}

const denied = ({ reply }: OpenRequest): AuthorizationAnswer => ({
  reply,
  parameters: { error: 'access_denied', error_description: 'the person did not allow it' },
})
