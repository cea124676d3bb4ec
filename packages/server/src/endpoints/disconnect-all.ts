/** POST /account/apps/disconnect-all: the person ends every grant of theirs; all their tokens are dead from then on. */
import { deedQuery } from '../http/deed.ts'
import type { Doors } from '../http/doors.ts'
import type { PersonEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const disconnectAll = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  form: 'ours',
  method: 'POST',
  path: '/account/apps/disconnect-all',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle({ person, browserSecret, visit }) {
    await doors.issuer.people.disconnectAll(person, visit)
    return seeOther(doors.at(`/account/apps?${deedQuery(doors.digest, browserSecret, { done: 'all-disconnected' })}`))
  },
})
