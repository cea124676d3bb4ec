/** POST /account/apps/disconnect: the person ends one grant of theirs; its tokens are dead from then on. */
import { required } from '@gatehouse/protocol/parameters'
import type { Doors } from '../http/doors.ts'
import type { PersonEndpoint } from '../http/endpoint.ts'
import { deedQuery } from '../http/deed.ts'
import { seeOther } from '../http/respond.ts'

export const disconnect = (doors: Doors): PersonEndpoint => ({
  role: 'person',
  form: 'ours',
  method: 'POST',
  path: '/account/apps/disconnect',
  cache: 'no-store',
  cors: false,
  body: { kind: 'form', limit: 16 * 1024 },
  rateClass: 'open',
  needsAccount: true,
  async handle({ form, person, browserSecret, visit }) {
    const { people } = doors.issuer
    const id = required(form, 'grant')
    const app = (await people.connectedApps(person)).find(({ grant }) => grant.id === id)
    await people.disconnect(person, id, visit)
    const deed = { done: 'disconnected', name: app?.client?.name } as const
    const words = app ? `?${deedQuery(doors.digest, browserSecret, deed)}` : ''
    return seeOther(doors.at(`/account/apps${words}`))
  },
})
