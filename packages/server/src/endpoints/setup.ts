/** GET /setup: the page behind the link that a new server prints. Whoever holds the link creates the first account. */
import { single } from '@gatehouse/protocol/parameters'
import { setupForm, showSetupOver } from '../corridor/setup-form.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type BrowserEndpoint } from '../http/endpoint.ts'
import { pageResponse } from '../http/respond.ts'
import { setupPage } from '../pages/setup.ts'

export const setup = (doors: Doors): BrowserEndpoint => ({
  role: 'browser',
  method: 'GET',
  path: '/setup',
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'setup',
  needsAccount: false,
  async handle(call) {
    const { people } = doors.issuer
    const secret = single(call.query(), 'link') ?? ''
    if (!(await people.isSetupLinkOpen(secret)) || (await people.isClaimed())) return showSetupOver(doors, call)
    return pageResponse(setupPage({ ...doors.frame(call), form: setupForm(doors, call, secret) }))
  },
})
