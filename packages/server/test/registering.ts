/** A stranger's program that registers and manages its registration, as requests on a world. RFC 7591 §3.1, RFC 7592 §2 */
import type { World } from '@gatehouse/testkit'

export interface Registration extends Readonly<Record<string, unknown>> {
  readonly client_id: string
  readonly client_secret?: string
  readonly registration_access_token: string
  readonly registration_client_uri: string
}

export const wish = {
  client_name: 'App',
  redirect_uris: ['https://app.example/cb'],
  token_endpoint_auth_method: 'none',
}

export const bearer = (token: string | undefined): Readonly<Record<string, string>> =>
  token === undefined ? {} : { Authorization: `Bearer ${token}` }

export const registering = (world: World) => {
  const granted = async (response: Response): Promise<Registration> => {
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`)
    return (await response.json()) as Registration
  }
  const manage = (method: string, id: string, token: string | undefined, body?: object) =>
    world.request(`/register/${id}`, {
      method,
      headers: { ...bearer(token), ...(body ? { 'Content-Type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
    })
  const replace = (one: Registration, changes: object = {}) =>
    manage('PUT', one.client_id, one.registration_access_token, { ...wish, client_id: one.client_id, ...changes })
  return {
    async register(changes: object = {}, path = '/register') {
      const body = JSON.stringify({ ...wish, ...changes })
      return granted(
        await world.request(path, { method: 'POST', body, headers: { 'Content-Type': 'application/json' } }),
      )
    },
    manage,
    read: (one: Registration) => manage('GET', one.client_id, one.registration_access_token),
    replace,
    remove: (one: Registration) => manage('DELETE', one.client_id, one.registration_access_token),
    replaced: async (one: Registration, changes: object = {}) => granted(await replace(one, changes)),
  }
}
