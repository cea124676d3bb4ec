/** POST /consent: the person's decision becomes the answer to the client. Repeated, it is the same answer. RFC 6749 §4.1.2 */
import type { ConsentChoice, OpenRequest } from '@gatehouse/issuer/authorize/corridor'
import { refuse } from '@gatehouse/protocol/errors'
import { all, required, type Parameters } from '@gatehouse/protocol/parameters'
import { readTicked } from '../corridor/page-props.ts'
import { sendAnswer } from '../corridor/send-answer.ts'
import { askAgain, showOver, showStep, withWaitingRequest } from '../corridor/show-step.ts'
import { requestField } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { PersonCall, PersonEndpoint } from '../http/endpoint.ts'

export const consentPost = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  form: 'ours',
  method: 'POST',
  path: '/consent',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 64 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle(call) {
    const choice = readChoice(call.form)
    const id = required(call.form, requestField)
    return withWaitingRequest(doors, call, { id, go: (open) => decide(doors, call, { open, choice }) })
  },
})

const readChoice = (form: Parameters): ConsentChoice => {
  const decision = required(form, 'decision')
  if (decision === 'deny') return { approve: false }
  if (decision === 'approve') return { approve: true, scopes: readTicked(all(form, 'scope')) }
  throw refuse('invalid_request', 'decision must be approve or deny', { parameter: 'decision' })
}

const decide = async (
  doors: Doors,
  call: PersonCall,
  { open, choice }: { readonly open: OpenRequest; readonly choice: ConsentChoice },
): Promise<Response> => {
  const decided = await doors.issuer.authorize.decide({ open, signedIn: call.person, choice }, call.visit)
  switch (decided.outcome) {
    case 'answered':
      return sendAnswer(doors, call, decided.answer)
    case 'nothingChosen':
      return askAgain(doors, call, open)
    case 'notYet':
      return showStep(doors, call, open)
    case 'over':
      return showOver(doors, call, open)
  }
}
