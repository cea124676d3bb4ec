/** The flows of a client that manages its own registration, for the sweep of faults. X1, RFC 7592 */
import type { Flow, Outcome } from './fault-flows.ts'
import type { World } from './small-world.ts'

interface Registration {
  readonly registration_client_uri: string
  readonly registration_access_token: string
}

const body = { redirect_uris: ['https://app.example/cb'], token_endpoint_auth_method: 'none' }
const json = { 'Content-Type': 'application/json' }

const registered = async (world: World): Promise<Registration & { readonly client_id: string }> => {
  const asked = { method: 'POST', headers: json, body: JSON.stringify(body) }
  return (await (await world.request('/register', asked)).json()) as Registration & { readonly client_id: string }
}

const ask = (world: World, one: Registration, init: RequestInit = {}): Promise<Response> => {
  const headers = { ...json, Authorization: `Bearer ${one.registration_access_token}` }
  return world.request(new URL(one.registration_client_uri).pathname, { ...init, headers })
}

const mustAnswer = async (response: Response, status: number, what: string): Promise<void> => {
  if (response.status !== status) throw new Error(`${what}: ${response.status} ${await response.text()}`)
}

const replace: Flow = {
  name: 'replacing a registration',
  spendsAt: 'clients.update',
  async prepare(world) {
    const before = await registered(world)
    const wanted = { ...body, client_id: before.client_id, client_name: 'Renamed' }
    return async (): Promise<Outcome> => {
      const response = await ask(world, before, { method: 'PUT', body: JSON.stringify(wanted) })
      if (response.status !== 200) return { status: response.status, isSpent: response.status === 401 }
      const now = (await response.json()) as Registration
      const holds = async (): Promise<void> => {
        await mustAnswer(await ask(world, now), 200, 'the new token opens nothing')
        await mustAnswer(await ask(world, before), 401, 'the old token lives on')
      }
      return { status: 200, holds }
    }
  },
}

const remove: Flow = {
  name: 'removing a registration',
  spendsAt: 'clients.remove',
  async prepare(world) {
    const before = await registered(world)
    return async (): Promise<Outcome> => {
      const { status } = await ask(world, before, { method: 'DELETE' })
      if (status !== 204) return { status, isSpent: status === 401 }
      return { status: 200, holds: async () => mustAnswer(await ask(world, before), 401, 'the client lives on') }
    }
  },
}

export const registrationFlows: readonly Flow[] = [replace, remove]
