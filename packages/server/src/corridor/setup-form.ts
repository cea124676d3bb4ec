/** The form of the first account, and the page when there is nothing to set up any more. */
import { refuse } from '@gatehouse/protocol/errors'
import { ourForm } from '../http/csrf.ts'
import type { Doors } from '../http/doors.ts'
import type { BrowserCall } from '../http/endpoint.ts'
import { errorHtml } from '../http/error-response.ts'
import type { FormTarget } from '../pages/parts/form.ts'

/** Where the printed link leads. */
export const setupPath = (secret: string): string => `/setup?link=${encodeURIComponent(secret)}`

export const setupForm = (doors: Doors, { browserSecret }: BrowserCall, secret: string): FormTarget =>
  ourForm(
    doors.digest,
    { path: '/setup', browserSecret },
    { action: doors.at(setupPath(secret)), fields: { link: secret } },
  )

export const showSetupOver = (doors: Doors, { visit }: BrowserCall): Response => {
  const error = refuse('access_denied', 'the setup link is void', { status: 403 })
  return errorHtml(doors, error, { visit, kind: 'setupOver' })
}
