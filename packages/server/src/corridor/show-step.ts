/** Where a waiting request stands, as what the browser sees next: a page of ours, or the answer on its way to the client. */
import type { OpenRequest } from '@gatehouse/issuer/authorize/corridor'
import { refuse } from '@gatehouse/protocol/errors'
import type { Doors } from '../http/doors.ts'
import type { BrowserCall } from '../http/endpoint.ts'
import { errorHtml } from '../http/error-response.ts'
import { pageResponse } from '../http/respond.ts'
import { consentPage } from '../pages/consent.ts'
import { decidedPage } from '../pages/decided.ts'
import { signInPage } from '../pages/sign-in.ts'
import { consentProps, signInProps } from './page-props.ts'
import { sendAnswer } from './send-answer.ts'
import { shownClient } from './shown.ts'

/** Straight from here, without a redirect in between: every round trip is seen. */
export const showStep = async (doors: Doors, call: BrowserCall, open: OpenRequest): Promise<Response> => {
  const { authorize } = doors.issuer
  const signedIn = await call.signedIn()
  const next = await authorize.nextStep(open, signedIn)
  switch (next.step) {
    case 'sign-in':
      return pageResponse(signInPage(await signInProps(doors, call, open)))
    case 'consent':
      return pageResponse(consentPage(consentProps(doors, call, { open, question: next.question })))
    case 'refuse':
      return sendAnswer(doors, call, authorize.answerError(open.reply, next.error))
    case 'decided':
      return showDecided(doors, call, { ...open, pending: { ...open.pending, decision: next.decision } })
    case 'approved': {
      if (!signedIn) throw new Error('nobody is approved without being signed in')
      const issued = await authorize.issueCode({ open, signedIn, approval: next.approval }, call.visit)
      return 'parameters' in issued ? sendAnswer(doors, call, issued) : showOver(doors, call, open)
    }
  }
}

/** The request of a form or link, in the browser that it is bound to; otherwise the page that says why not. */
export const withWaitingRequest = async (
  doors: Doors,
  call: BrowserCall,
  { id, go }: { readonly id: string; readonly go: (open: OpenRequest) => Promise<Response> },
): Promise<Response> => {
  const open = await doors.issuer.authorize.find(id, call.browserSecret)
  return open ? go(open) : showExpired(doors, call)
}

/** Decided before, by this person in another tab or by a second click; or it has expired. */
export const showOver = async (doors: Doors, call: BrowserCall, open: OpenRequest): Promise<Response> => {
  const now = await doors.issuer.authorize.find(open.pending.id, call.browserSecret)
  return now ? showDecided(doors, call, now) : showExpired(doors, call)
}

/** All boxes were unticked: the same page once more, which says so. */
export const askAgain = async (doors: Doors, call: BrowserCall, open: OpenRequest): Promise<Response> => {
  const next = await doors.issuer.authorize.nextStep(open, await call.signedIn())
  if (next.step !== 'consent') return showStep(doors, call, open)
  const props = consentProps(doors, call, { open, question: next.question })
  return pageResponse(consentPage({ ...props, problem: 'nothingChosen' }))
}

const showDecided = (doors: Doors, call: BrowserCall, { pending, reply }: OpenRequest): Response =>
  pending.decision
    ? pageResponse(
        decidedPage({
          ...doors.frame(call),
          outcome: pending.decision.outcome,
          client: shownClient(reply.client),
          appsPath: doors.at('/account/apps'),
        }),
      )
    : showExpired(doors, call)

export const showExpired = (doors: Doors, { visit }: BrowserCall): Response => {
  const error = refuse('invalid_request', 'the request is unknown in this browser, or it has expired')
  return errorHtml(doors, error, { visit, kind: 'expired' })
}
