/** A world with a web, for the stories of clients that prove themselves by keys. RFC 7523 */
import type { NewClient } from '@gatehouse/issuer/clients/configure'
import { clientAssertionType } from '@gatehouse/protocol/client-assertion'
import { keyHolder, smallWeb, smallWorld, type KeyHolder, type SmallWeb, type World } from '@gatehouse/testkit'

export const issuer = 'https://auth.example'
export const jwksUri = 'https://app.example/jwks.json'
export const callback = 'https://app.example/callback'
export const one: KeyHolder = keyHolder('ES256', 'one')

type Claims = Readonly<Record<string, unknown>>
type Fields = Readonly<Record<string, string>>

export interface AssertionWorld {
  readonly web: SmallWeb
  readonly world: World
  /** Honest ones, each with a jti of its own. */
  readonly claims: (clientId: string, changes?: Claims) => Claims
  /** The id of a machine that an operator brought, by default with the key of `one`. */
  readonly configured: (keys?: NewClient['keys'], changes?: Partial<NewClient>) => Promise<string>
  readonly post: (path: string, form: Fields, headers?: Fields) => Promise<Response>
  /** A machine's token: the plainest thing that a proven client can have. */
  readonly ask: (assertion: string, more?: Fields) => Promise<Response>
  readonly statusOf: (assertion: string) => Promise<number>
}

const machine: Partial<NewClient> = {
  redirectUris: [],
  grantTypes: ['client_credentials'],
  authenticationMethod: 'private_key_jwt',
  machineAccess: [{ resource: 'https://files.example/mcp', scopes: ['files:read'] }],
}

export const withAssertion = (client_assertion: string, more: Fields = {}): Fields => ({
  client_assertion,
  client_assertion_type: clientAssertionType,
  ...more,
})

export const assertionWorld = async (): Promise<AssertionWorld> => {
  const web = smallWeb()
  const world = await smallWorld({ fetchDocument: web.fetchDocument })
  let count = 0
  const post: AssertionWorld['post'] = (path, form, headers = {}) =>
    world.request(path, { method: 'POST', body: new URLSearchParams(form), headers })
  const ask: AssertionWorld['ask'] = (assertion, more = {}) =>
    post('/token', withAssertion(assertion, { grant_type: 'client_credentials', ...more }))
  return {
    web,
    world,
    post,
    ask,
    statusOf: async (assertion) => (await ask(assertion)).status,
    claims(clientId, changes = {}) {
      count += 1
      const exp = world.clock.now() + 60
      return { iss: clientId, sub: clientId, aud: issuer, exp, jti: `jti-${count}`, ...changes }
    },
    configured: async (keys = { jwks: [one.publicJwk] }, changes = {}) =>
      (await world.configure({ ...machine, ...changes, keys })).clientId,
  }
}
