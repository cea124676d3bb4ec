/** A world of two servers with keys, and the ways to ask about a token. */
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { files, notes, smallWorld, type App, type Tokens, type World } from '@gatehouse/testkit'

export const visit = { traceId: 'trc_test', source: 'this test' }
export const inactive = '{"active":false}'

/** The two servers of the world, `files` with opaque tokens if asked, and their keys. */
export const worldOf = async (
  accessTokenFormat: 'jwt' | 'opaque' = 'jwt',
  options: Parameters<typeof smallWorld>[0] = {},
) => {
  const world = await smallWorld({ resources: [{ ...files, accessTokenFormat }, notes], ...options })
  const keyOf = async (name: string) => (await world.issuer.resources.addKey(name, 'test', visit)) ?? ''
  return { world, filesKey: await keyOf('files'), notesKey: await keyOf('notes') }
}

export const connect = async (world: World, app: App = world.app): Promise<Tokens> =>
  app.redeem(await app.sendToSignIn(world.alice))

export interface Asking {
  readonly authorization?: string | undefined
  readonly accept?: string
  readonly form?: Readonly<Record<string, string>>
}

export const ask = (world: World, token: string, { authorization, accept, form = {} }: Asking): Promise<Response> =>
  world.request('/introspect', {
    method: 'POST',
    body: new URLSearchParams({ token, ...form }),
    headers: {
      ...(authorization === undefined ? {} : { Authorization: authorization }),
      ...(accept === undefined ? {} : { Accept: accept }),
    },
  })

export const asServer = (key: string): Asking => ({ authorization: `Bearer ${key}` })
export const asClient = ({ clientId, clientSecret = '' }: App): Asking => ({
  authorization: formatBasicCredentials({ clientId, clientSecret }),
})
export const textFor = async (...asked: Parameters<typeof ask>): Promise<string> => (await ask(...asked)).text()
