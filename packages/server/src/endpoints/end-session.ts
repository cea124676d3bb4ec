/** POST /account/sessions/end: the person signs one of their browsers out, at once. */
import { required } from '@gatehouse/protocol/parameters'
import { deedQuery } from '../http/deed.ts'
import type { Doors } from '../http/doors.ts'
import type { PersonEndpoint } from '../http/endpoint.ts'
import { seeOther } from '../http/respond.ts'

export const endSession = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  form: 'ours',
  method: 'POST',
  path: '/account/sessions/end',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle({ form, person, browserSecret, visit }) {
    const ended = await doors.issuer.people.endSession(person, required(form, 'session'), visit)
    const words = ended === 'ended' ? `?${deedQuery(doors.digest, browserSecret, { done: 'session-ended' })}` : ''
    return seeOther(doors.at(`/account${words}`))
  },
})
