/** GET, PUT, DELETE /register/{client_id}: a client reads, replaces and removes its own registration. RFC 7592 §2 */
import { parseJson } from '@gatehouse/protocol/json'
import { registrationBody } from '../corridor/registration-body.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type BearerEndpoint, type Call } from '../http/endpoint.ts'
import { empty, json } from '../http/respond.ts'
import { lastSegment } from '../http/route-table.ts'

export const registeredClient = (doors: Doors): readonly BearerEndpoint[] => {
  const { registration } = doors.issuer.clients
  return [
    {
      ...door,
      method: 'GET',
      body: noBody,
      handle: async (call) => json(registrationBody(doors, await registration.read(named(call)))),
    },
    {
      ...door,
      method: 'PUT',
      body: { kind: 'json', limit: 16 * 1024 },
      async handle(call) {
        const body = parseJson(call.text, { refusal: 'invalid_client_metadata' })
        return json(registrationBody(doors, await registration.replace({ ...named(call), body }, call.visit)))
      },
    },
    {
      ...door,
      method: 'DELETE',
      body: noBody,
      async handle(call) {
        await registration.remove(named(call), call.visit)
        return empty(204)
      },
    },
  ]
}

const door = {
  role: 'bearer',
  path: '/register/{client_id}',
  cache: 'no-store',
  cors: true,
  rateClass: 'open',
  needsAccount: true,
} as const

const named = ({ path, request }: Call) => ({
  clientId: lastSegment(path),
  authorization: request.headers.get('Authorization'),
})
