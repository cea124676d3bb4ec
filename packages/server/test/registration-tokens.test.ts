/** Group G10: who does not hold the current registration access token of a client learns and changes nothing. RFC 7592 §2 */
import { smallWorld, type World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { registering, wish, type Registration } from './registering.ts'

let world: World
let client: ReturnType<typeof registering>
beforeEach(async () => {
  world = await smallWorld()
  client = registering(world)
})

describe('G10: without the right token', () => {
  const answerOf = async (response: Response) => [
    response.status,
    response.headers.get('WWW-Authenticate'),
    await response.text(),
  ]
  const methods = ['GET', 'PUT', 'DELETE'] as const

  it.each(methods)('G10: %s is one 401 for every client, known or not, and changes nothing', async (method) => {
    const [mine, other] = [
      await client.register(),
      await client.register({ token_endpoint_auth_method: 'client_secret_basic' }),
    ]
    const [, otherSecret = ''] = other.registration_access_token.split('.')
    const configured = await world.configure()
    const rotated = await client.replaced(mine)
    const body = method === 'PUT' ? { ...wish, client_id: mine.client_id } : undefined
    const ask = (id: string, token: string | undefined) => world.unchanged(() => client.manage(method, id, token, body))
    const unknown = `cli_${'z'.repeat(26)}`
    const tokens = [
      mine.registration_access_token,
      other.registration_access_token,
      `${mine.client_id}.${otherSecret}`,
      `${mine.client_id}.${'A'.repeat(43)}`,
      `${other.client_id}.${other.client_secret}`,
      `${configured.clientId}.${configured.clientSecret}`,
      rotated.registration_access_token.slice(0, -1),
      'x',
    ]
    const answers = [
      ...(await Promise.all(tokens.map(async (token) => answerOf(await ask(mine.client_id, token))))),
      await answerOf(await ask(unknown, `${unknown}.${'A'.repeat(43)}`)),
      await answerOf(await ask(configured.clientId, `${configured.clientId}.${configured.clientSecret}`)),
      await answerOf(await ask(other.client_id, rotated.registration_access_token)),
      await answerOf(await ask('%00', rotated.registration_access_token)),
    ]
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect(answers[0]).toEqual([
      401,
      'Bearer realm="gatehouse", error="invalid_token"',
      expect.stringContaining('"invalid_token"'),
    ])
    for (const id of [mine.client_id, unknown]) {
      const [status, challenge, text] = await answerOf(await ask(id, undefined))
      expect([status, challenge, text]).toEqual([401, 'Bearer realm="gatehouse"', answers[0]?.[2]])
    }
    expect((await client.manage('GET', mine.client_id, rotated.registration_access_token)).status).toBe(200)
  })

  it('G10: the body of a stranger is not even looked at', async () => {
    const made = await client.register()
    const broken = await world.unchanged(() => client.manage('PUT', made.client_id, undefined, { redirect_uris: 7 }))
    expect(broken.status).toBe(401)
  })

  it('G10: an access token, a refresh token or an initial access token opens nothing here', async () => {
    const { app } = world
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const { token } = await world.issuer.clients.initialAccessTokens.add({ label: 'x' }, { traceId: 't', source: 's' })
    for (const one of [tokens.access_token, tokens.refresh_token, token]) {
      expect((await client.manage('GET', app.clientId, one)).status).toBe(401)
    }
  })

  it('G10: a client that an operator disabled manages nothing', async () => {
    const made = await client.register()
    await world.issuer.clients.setDisabled(made.client_id as never, true, { traceId: 't', source: 's' })
    for (const attempt of [client.read, client.replace, client.remove]) {
      expect((await world.unchanged(() => attempt(made))).status).toBe(401)
    }
  })

  it('G10: of 16 replacements with one token one wins; its token is the only one that still works', async () => {
    const made = await client.register()
    const names = Array.from({ length: 16 }, (_, at) => `App ${at}`)
    const responses = await Promise.all(names.map((client_name) => client.replace(made, { client_name })))
    const won = responses.filter(({ status }) => status === 200)
    expect([won.length, responses.filter(({ status }) => status === 401).length]).toEqual([1, 15])
    const winner = (await won[0]?.json()) as Registration
    expect(await (await client.read(winner)).json()).toEqual(winner)
    expect((await client.read(made)).status).toBe(401)
  })
})
