/** Groups G10 to G12: a self-registered client looks after its own registration, and nobody else does. RFC 7592 */
import { addresses, smallWorld, type World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectJsonError } from './outcomes.ts'

interface Registration extends Readonly<Record<string, unknown>> {
  readonly client_id: string
  readonly client_secret?: string
  readonly registration_access_token: string
  readonly registration_client_uri: string
}

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const wish = { client_name: 'App', redirect_uris: ['https://app.example/cb'], token_endpoint_auth_method: 'none' }
const bearer = (token: string | undefined) => (token === undefined ? {} : { Authorization: `Bearer ${token}` })

const register = async (changes: object = {}): Promise<Registration> => {
  const body = JSON.stringify({ ...wish, ...changes })
  const headers = { 'Content-Type': 'application/json' }
  const response = await world.request('/register', { method: 'POST', body, headers })
  expect(response.status).toBe(201)
  return (await response.json()) as Registration
}

const manage = (method: 'GET' | 'PUT' | 'DELETE', id: string, token: string | undefined, body?: object) =>
  world.request(`/register/${id}`, {
    method,
    headers: { ...bearer(token), ...(body ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
const read = (one: Registration) => manage('GET', one.client_id, one.registration_access_token)
const replace = (one: Registration, changes: object = {}) =>
  manage('PUT', one.client_id, one.registration_access_token, { ...wish, client_id: one.client_id, ...changes })
const remove = (one: Registration) => manage('DELETE', one.client_id, one.registration_access_token)
const replaced = async (one: Registration, changes: object = {}): Promise<Registration> => {
  const response = await replace(one, changes)
  expect(response.status).toBe(200)
  return (await response.json()) as Registration
}

describe('registration management', () => {
  it('names where a registration is managed, and the token for it, which is stored hashed', async () => {
    const made = await register()
    expect(made.registration_client_uri).toBe(`https://auth.example/register/${made.client_id}`)
    expect(made.registration_access_token).toMatch(/^cli_[0-9a-z]{26}\.[\w-]{43}$/)
    const [, secret = ''] = made.registration_access_token.split('.')
    expect(world.contents()).not.toContain(secret)
  })

  it('stands below the path of the issuer', async () => {
    world = await smallWorld({ issuer: 'https://auth.example/tenant' })
    const headers = { 'Content-Type': 'application/json' }
    const answer = await world.request('/tenant/register', { method: 'POST', headers, body: JSON.stringify(wish) })
    const made = (await answer.json()) as Registration
    expect(made.registration_client_uri).toBe(`https://auth.example/tenant/register/${made.client_id}`)
    const path = new URL(made.registration_client_uri).pathname
    expect((await world.request(path, { headers: bearer(made.registration_access_token) })).status).toBe(200)
  })

  it('reads everything that was registered, and keeps the token', async () => {
    const made = await register({ client_uri: 'https://app.example/' })
    const response = await read(made)
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    expect(await response.json()).toEqual(made)
    expect((await read(made)).status).toBe(200)
  })

  it('reads without the secret, which nobody knows here', async () => {
    const made = await register({ token_endpoint_auth_method: 'client_secret_basic' })
    const { client_secret: secret, ...rest } = made
    expect(secret).toBeDefined()
    expect(await (await read(made)).json()).toEqual(rest)
  })

  it('replaces everything: what is left out is gone', async () => {
    const made = await register({ client_uri: 'https://app.example/', contacts: ['a@app.example'] })
    const next = await replaced(made, { client_name: 'Another', redirect_uris: ['https://app.example/other'] })
    expect(next).toMatchObject({ client_name: 'Another', redirect_uris: ['https://app.example/other'] })
    expect(next).not.toHaveProperty('client_uri')
    expect(next.client_id_issued_at).toBe(made['client_id_issued_at'])
    expect(await (await read(next)).json()).toEqual(next)
  })

  it('refuses what a registration refuses, and changes nothing', async () => {
    const made = await register()
    for (const changes of [
      { redirect_uris: ['javascript:alert(1)'] },
      { redirect_uris: [] },
      { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' },
      { client_uri: 'https://10.0.0.1/' },
    ]) {
      expect((await world.unchanged(() => replace(made, changes))).status).toBe(400)
    }
    const broken = await world.unchanged(() =>
      world.request(`/register/${made.client_id}`, {
        method: 'PUT',
        headers: { ...bearer(made.registration_access_token), 'Content-Type': 'application/json' },
        body: '{"client_id":1,"client_id":2}',
      }),
    )
    await expectJsonError(broken, 400, 'invalid_client_metadata')
  })

  it('makes a secret when the client begins to prove itself by one, keeps it, and forgets it afterwards', async () => {
    const open = await register()
    const first = await replaced(open, { token_endpoint_auth_method: 'client_secret_basic' })
    expect(first).toMatchObject({
      client_secret: expect.stringMatching(/^[\w-]{43}$/) as string,
      client_secret_expires_at: 0,
    })
    const revoke = (id: string, secret: string) =>
      world.request('/revoke', {
        method: 'POST',
        body: new URLSearchParams({ client_id: id, client_secret: secret, token: 'x' }),
      })
    const works = async () => (await revoke(first.client_id, first.client_secret ?? '')).status
    const second = await replaced(first, { token_endpoint_auth_method: 'client_secret_post' })
    expect(second).not.toHaveProperty('client_secret')
    expect(await works()).toBe(200)
    const third = await replaced(second)
    expect(third).not.toHaveProperty('client_secret_expires_at')
    expect(await works()).toBe(401)
    const fourth = await replaced(third, { token_endpoint_auth_method: 'client_secret_basic' })
    expect(fourth.client_secret).not.toBe(first.client_secret)
  })

  it('gives nothing that only an operator gives', async () => {
    const made = await register()
    await replaced(made, {
      isFirstParty: true,
      isVerified: true,
      provenance: 'configured',
      registration_access_token: 'x',
    })
    const [client] = (await world.issuer.clients.list()).filter(({ id }) => id === made.client_id)
    expect(client).toMatchObject({ provenance: 'dynamic', isFirstParty: false, isVerified: false, machineAccess: [] })
  })

  it('is open to scripts of other origins, with every method', async () => {
    const made = await register()
    const { headers } = await world.request(`/register/${made.client_id}`, { method: 'OPTIONS' })
    expect(headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD, PUT, DELETE')
    const refused = await manage('GET', made.client_id, 'wrong')
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(refused.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate')
  })

  it('is one segment deep, and not there when registration is off', async () => {
    const made = await register()
    const headers = bearer(made.registration_access_token)
    for (const path of [`/register/${made.client_id}/`, `/register/${made.client_id}/x`, '/register/']) {
      expect((await world.request(path, { headers })).status).toBe(404)
    }
    const closed = await smallWorld({ policy: { registration: 'off' } })
    expect((await closed.request(`/register/${made.client_id}`, { headers })).status).toBe(404)
  })
})

describe('G10: without the right token', () => {
  const answerOf = async (response: Response) => [
    response.status,
    response.headers.get('WWW-Authenticate'),
    await response.text(),
  ]
  const methods = ['GET', 'PUT', 'DELETE'] as const

  it.each(methods)('G10: %s is one 401 for every client, known or not, and changes nothing', async (method) => {
    const [mine, other] = [await register(), await register({ token_endpoint_auth_method: 'client_secret_basic' })]
    const [, otherSecret = ''] = other.registration_access_token.split('.')
    const configured = await world.configure()
    const rotated = await replaced(mine)
    const body = method === 'PUT' ? { ...wish, client_id: mine.client_id } : undefined
    const ask = (id: string, token: string | undefined) => world.unchanged(() => manage(method, id, token, body))
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
    expect((await manage('GET', mine.client_id, rotated.registration_access_token)).status).toBe(200)
  })

  it('G10: the body of a stranger is not even looked at', async () => {
    const made = await register()
    const broken = await world.unchanged(() => manage('PUT', made.client_id, undefined, { redirect_uris: 7 }))
    expect(broken.status).toBe(401)
  })

  it('G10: an access token, a refresh token or an initial access token opens nothing here', async () => {
    const { app } = world
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const { token } = await world.issuer.clients.initialAccessTokens.add({ label: 'x' }, { traceId: 't', source: 's' })
    for (const one of [tokens.access_token, tokens.refresh_token, token]) {
      expect((await manage('GET', app.clientId, one)).status).toBe(401)
    }
  })

  it('G10: a client that an operator disabled manages nothing', async () => {
    const made = await register()
    await world.issuer.clients.setDisabled(made.client_id as never, true, { traceId: 't', source: 's' })
    for (const attempt of [read, replace, remove]) {
      expect((await world.unchanged(() => attempt(made))).status).toBe(401)
    }
  })

  it('G10: of 16 replacements with one token one wins; its token is the only one that still works', async () => {
    const made = await register()
    const names = Array.from({ length: 16 }, (_, at) => `App ${at}`)
    const responses = await Promise.all(names.map((client_name) => replace(made, { client_name })))
    const won = responses.filter(({ status }) => status === 200)
    expect([won.length, responses.filter(({ status }) => status === 401).length]).toEqual([1, 15])
    const winner = (await won[0]?.json()) as Registration
    expect(await (await read(winner)).json()).toEqual(winner)
    expect((await read(made)).status).toBe(401)
  })
})

describe('G11: a replacement', () => {
  it('G11: with another client_id, without one, or with another secret is refused, and changes nothing', async () => {
    const made = await register({ token_endpoint_auth_method: 'client_secret_basic' })
    const other = await register({ token_endpoint_auth_method: 'client_secret_basic' })
    const confidential = { token_endpoint_auth_method: 'client_secret_basic' }
    for (const changes of [
      { client_id: other.client_id },
      { client_id: undefined },
      { client_id: 7 },
      { ...confidential, client_secret: 'my own secret' },
      { ...confidential, client_secret: other.client_secret },
      { client_secret: `${made.client_secret}x` },
    ]) {
      await expectJsonError(await world.unchanged(() => replace(made, changes)), 400, 'invalid_client_metadata')
    }
    const kept = await replaced(made, { ...confidential, client_secret: made.client_secret })
    const open = await replaced(kept)
    await expectJsonError(
      await world.unchanged(() => replace(open, { client_secret: made.client_secret })),
      400,
      'invalid_client_metadata',
    )
  })

  it('G11: rotates the token, and stores it hashed', async () => {
    const made = await register()
    const next = await replaced(made)
    expect(next.registration_access_token).not.toBe(made.registration_access_token)
    const [, secret = ''] = next.registration_access_token.split('.')
    expect(world.contents()).not.toContain(secret)
    expect((await read(made)).status).toBe(401)
    expect((await read(next)).status).toBe(200)
  })

  it('G11: that changes redirect URIs voids remembered consents and open requests; another keeps them', async () => {
    const made = await register({ redirect_uris: ['http://127.0.0.1/callback'] })
    const kept = () =>
      JSON.parse(world.contents()) as Readonly<Record<'consents' | 'pendingAuthorizations', readonly unknown[]>>
    await world.app.sendToSignIn(world.alice, { client_id: made.client_id })
    await world.browser(addresses.alice).open(world.app.authorizationUrl({ client_id: made.client_id }))
    const before = kept()
    expect([before.consents.length, before.pendingAuthorizations.length > 0]).toEqual([1, true])

    const same = await replaced(made, { redirect_uris: ['http://127.0.0.1/callback'], client_name: 'Renamed' })
    expect([kept().consents, kept().pendingAuthorizations]).toEqual([before.consents, before.pendingAuthorizations])
    await replaced(same, { redirect_uris: ['http://127.0.0.1/callback', 'https://app.example/cb'] })
    expect([kept().consents, kept().pendingAuthorizations]).toEqual([[], []])
  })
})

describe('G12: a removal', () => {
  it('G12: is 204; grants, tokens and consents are dead, and again it is 401', async () => {
    const made = await register({ redirect_uris: ['http://127.0.0.1/callback'] })
    const { verifier, redirectUri } = world.app
    const code = await world.app.sendToSignIn(world.alice, { client_id: made.client_id })
    const redeemed = await world.request('/token', {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        client_id: made.client_id,
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      }),
    })
    const tokens = (await redeemed.json()) as { readonly access_token: string; readonly refresh_token: string }
    const claims = JSON.parse(atob(tokens.access_token.split('.')[1] ?? '')) as {
      readonly jti: string
      readonly grant_id: string
    }
    expect(await world.issuer.token.hasEnded({ jti: claims.jti, grantId: claims.grant_id })).toBe(false)

    const removed = await remove(made)
    expect([removed.status, await removed.text()]).toEqual([204, ''])
    expect(await world.issuer.token.hasEnded({ jti: claims.jti, grantId: claims.grant_id })).toBe(true)
    expect(JSON.parse(world.contents())).toMatchObject({ consents: [] })
    const refresh = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: made.client_id,
      refresh_token: tokens.refresh_token,
    })
    expect((await world.request('/token', { method: 'POST', body: refresh })).status).toBe(401)
    for (const attempt of [read, replace, remove]) {
      const response = await attempt(made)
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer /)
      await expectJsonError(response, 401, 'invalid_token')
    }
    expect(await world.journal()).toContain('client.removed')
  })

  it('G12: of two at once one finds the client', async () => {
    const made = await register()
    const both = await Promise.all([remove(made), remove(made)])
    expect(both.map(({ status }) => status).toSorted()).toEqual([204, 401])
  })
})
