/** The route table, from which the matrices of the tests are made. */
import { smallWorld, type World } from '@gatehouse/testkit'
import { allEndpoints } from '../src/endpoints/index.ts'
import { openDoors } from '../src/http/doors.ts'
import type { Endpoint } from '../src/http/endpoint.ts'

/** For titles and data; each test asks a world of its own. */
export const table = allEndpoints(openDoors((await smallWorld()).needs))
export const reads = table.filter(({ method }) => method === 'GET')
export const posts = table.filter(({ method }) => method === 'POST')
export const isForPeople = ({ role }: Endpoint): boolean => role === 'browser' || role === 'person'

export const titled = (endpoints: readonly Endpoint[]): readonly (readonly [string, Endpoint])[] =>
  endpoints.map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint])

/** A world whose one server stands on our own origin, so that every path of the table has something to say. */
export const worldOfTable = (): Promise<World> =>
  smallWorld({
    resources: [
      {
        uri: 'https://auth.example/mcp',
        name: 'here',
        scopes: [{ name: 'read', description: 'Read', implies: [], isPrivileged: false }],
        defaultScopes: ['read'],
      },
    ],
  })

export const contentTypes = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
  none: 'text/plain',
} as const
