/** Group G: a stranger's program becomes a client, and no more than that. */
import { addresses, smallWorld, type World } from '@gatehouse/testkit'
import { days, hours, seconds } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { expectJsonError } from './outcomes.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const visit = { traceId: 'trc_test', source: 'this process' }
const wish = { client_name: 'App', redirect_uris: ['https://app.example/cb'], token_endpoint_auth_method: 'none' }
const send = (body: string, headers: Readonly<Record<string, string>> = {}, from?: string) =>
  world.request(
    '/register',
    { method: 'POST', body, headers: { 'Content-Type': 'application/json', ...headers } },
    from,
  )
const register = async (changes: Readonly<Record<string, unknown>> = {}) => {
  const response = await send(JSON.stringify({ ...wish, ...changes }))
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> }
}
const row = (id: unknown) => {
  const { clients } = JSON.parse(world.contents()) as {
    clients: readonly (readonly [string, Record<string, unknown>])[]
  }
  return clients.find(([key]) => key === id)?.[1]
}

describe('registration', () => {
  it('gives a public client an id and no secret, and a confidential one a secret that is stored hashed', async () => {
    const open = await register()
    expect(open.status).toBe(201)
    expect(open.body).not.toHaveProperty('client_secret')
    const { body } = await register({ token_endpoint_auth_method: undefined })
    expect(body).toMatchObject({ token_endpoint_auth_method: 'client_secret_basic', client_secret_expires_at: 0 })
    expect(world.contents()).not.toContain(body['client_secret'])
  })

  it('G1: turned off it is 404, and absent from the metadata', async () => {
    const closed = await smallWorld({ policy: { registration: 'off' } })
    const answer = await closed.unchanged(() =>
      closed.request('/register', { method: 'POST', body: JSON.stringify(wish) }),
    )
    await expectJsonError(answer, 404, 'invalid_request')
    const metadata = await closed.request('/.well-known/oauth-authorization-server')
    expect(await metadata.json()).not.toHaveProperty('registration_endpoint')
  })

  it('G1: with initial access tokens only who has one registers, as often as it says and no longer than it lives', async () => {
    world = await smallWorld({ policy: { registration: 'token' } })
    const metadata = await world.request('/.well-known/oauth-authorization-server')
    expect(await metadata.json()).toHaveProperty('registration_endpoint')
    const { initialAccessTokens } = world.issuer.clients
    const twice = await initialAccessTokens.add({ label: 'Two laptops', uses: 2 }, visit)
    const short = await initialAccessTokens.add({ label: 'This week', lifetime: days(7) }, visit)
    const ask = (token?: string) =>
      send(JSON.stringify(wish), token === undefined ? {} : { Authorization: `Bearer ${token}` })
    const expectRefused = async (token?: string) => {
      const response = await world.unchanged(() => ask(token))
      const error = token === undefined ? '' : ', error="invalid_token"'
      expect(response.headers.get('WWW-Authenticate')).toBe(`Bearer realm="gatehouse"${error}`)
      await expectJsonError(response, 401, 'invalid_token')
    }
    for (const wrong of [
      undefined,
      'x',
      `${twice.row.id}.${'A'.repeat(43)}`,
      `${short.row.id}.${twice.token.split('.')[1]}`,
    ]) {
      await expectRefused(wrong)
    }
    expect(world.contents()).not.toContain(twice.token.split('.')[1])
    const broken = {
      method: 'POST',
      body: '{}',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${twice.token}` },
    }
    expect((await world.unchanged(() => world.request('/register', broken))).status).toBe(400)
    const race = await Promise.all([1, 2, 3, 4].map(async () => (await ask(twice.token)).status))
    expect(race.toSorted((a, b) => a - b)).toEqual([201, 201, 401, 401])
    await expectRefused(twice.token)
    world.clock.advance(seconds(days(7) - 1))
    expect((await ask(short.token)).status).toBe(201)
    world.clock.advance(seconds(1))
    await expectRefused(short.token)
    const back = await initialAccessTokens.add({ label: 'Taken back' }, visit)
    expect((await ask(back.token)).status).toBe(201)
    expect(await initialAccessTokens.remove(back.row.id, visit)).toBe(true)
    await expectRefused(back.token)
    const [registered] = await world.issuer.journal.list({ limit: 1, event: 'client.registered' })
    expect(registered?.detail).toMatchObject({ registrationToken: back.row.id })
  })

  it('G2: what is no JSON object of reasonable size and depth is refused, and nothing stored', async () => {
    const deep = `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`
    const bodies = [
      '',
      'x',
      '[]',
      'null',
      '1',
      '"text"',
      deep.slice(0, 16_000),
      '{"redirect_uris":[],"redirect_uris":[]}',
      '{"a":',
    ]
    for (const body of bodies)
      await expectJsonError(await world.unchanged(() => send(body)), 400, 'invalid_client_metadata')
    await expectJsonError(
      await send(JSON.stringify({ ...wish, x: 'x'.repeat(17_000) })),
      413,
      'invalid_client_metadata',
    )
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=utf-16',
      'application/jsonx',
    ]
    for (const type of types) {
      const typed = () => send(JSON.stringify(wish), { 'Content-Type': type })
      await expectJsonError(await world.unchanged(typed), 400, 'invalid_client_metadata')
    }
  })

  it('G3: types that nobody may register for are left out; nothing left is refused', async () => {
    const types = [
      'authorization_code',
      'refresh_token',
      'client_credentials',
      'implicit',
      'urn:ietf:params:oauth:grant-type:device_code',
    ]
    const { body } = await register({ grant_types: types, token_endpoint_auth_method: 'client_secret_post' })
    expect(body['grant_types']).toEqual(['authorization_code', 'refresh_token'])
    for (const changes of [
      { grant_types: ['implicit'] },
      { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' },
      { grant_types: ['authorization_code', 'client_credentials'] },
      { response_types: ['token'] },
    ]) {
      const refused = await world.unchanged(() => register(changes))
      expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_client_metadata'])
    }
  })

  it('G4: privileges in the body are never stored', async () => {
    const privileges = {
      skip_consent: true,
      trusted: true,
      isFirstParty: true,
      isVerified: true,
      is_first_party: true,
      provenance: 'configured',
      machineAccess: [{ resource: 'https://files.example/mcp', scopes: ['files:admin'] }],
      owner: 'usr_1',
      tenant: 'other',
      client_id: 'my-own-id',
      client_secret: 'my-own-secret',
    }
    const text = JSON.stringify({ ...wish, ...privileges }).replace(/^\{/, '{"__proto__":{"isFirstParty":true},')
    const response = await send(text)
    expect(response.status).toBe(201)
    const answer = (await response.json()) as { readonly client_id: string }
    expect(row(answer.client_id)).toMatchObject({
      provenance: 'dynamic',
      isFirstParty: false,
      isVerified: false,
      machineAccess: [],
    })
    for (const name of Object.keys(privileges).filter((key) => key !== 'client_id'))
      expect(answer).not.toHaveProperty(name)
    expect(world.contents()).not.toMatch(/my-own|skip_consent|trusted/)
  })

  it('G5: a scope is kept as a wish, and gives nothing', async () => {
    const app = await world.register({ scope: 'files:admin * files:read' })
    const code = await app.sendToSignIn(world.alice)
    expect(await app.redeem(code)).toMatchObject({ scope: 'files:read' })
  })

  it('G6: private, symmetric or short keys are refused', async () => {
    const sets = [
      [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }],
      { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }] },
      { keys: [{ kty: 'oct', k: 'c2VjcmV0' }] },
      { keys: [{ kty: 'RSA', n: 'AQAB', e: 'AQAB' }] },
    ]
    for (const jwks of sets) {
      const refused = await world.unchanged(() => register({ jwks }))
      expect([refused.status, refused.body['error']]).toEqual([400, 'invalid_client_metadata'])
    }
  })

  it('G8: hostile informative URIs are refused, honest ones kept, and none is fetched', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch')
    for (const name of ['client_uri', 'logo_uri', 'tos_uri', 'policy_uri', 'jwks_uri', 'client_uri#fr']) {
      for (const uri of [
        'javascript:alert(1)',
        'file:///etc/passwd',
        'http://169.254.169.254/',
        'https://10.0.0.1/x',
        'https://[::1]/x',
      ]) {
        const refused = await world.unchanged(() => register({ [name]: uri }))
        expect([name, uri, refused.status]).toEqual([name, uri, 400])
      }
    }
    expect((await register({ client_uri: 'https://app.example/' })).body).toMatchObject({
      client_uri: 'https://app.example/',
    })
    expect(fetched).not.toHaveBeenCalled()
    fetched.mockRestore()
  })

  it('G9: the thousandth from one network in an hour is 429 with Retry-After; its clients and other networks go on', async () => {
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const statuses: number[] = []
    for (let sent = 0; sent < 1000; sent += 1) {
      const { status } = await send(JSON.stringify(wish), {}, `2001:db8:1:2:3::${sent.toString(16)}`)
      statuses.push(status)
    }
    expect([new Set(statuses.slice(0, 999)), statuses.at(-1)]).toEqual([new Set([201]), 429])
    const limited = await send(JSON.stringify(wish), {}, '2001:db8:1:2::1')
    expect(Number(limited.headers.get('Retry-After'))).toBeGreaterThan(0)
    await expectJsonError(limited, 429, 'temporarily_unavailable')
    expect((await send(JSON.stringify(wish), {}, '2001:db8:1:3::1')).status).toBe(201)
    expect(await world.app.refresh(tokens)).toHaveProperty('access_token')
    world.clock.advance(hours(1))
    expect((await send(JSON.stringify(wish), {}, '2001:db8:1:2::1')).status).toBe(201)
  })

  it('G9: a flood from many networks is 429, too, before it could push out who registered half an hour ago', async () => {
    world = await smallWorld({ policy: { maxUnusedRegistrations: 20 } })
    const statuses: number[] = []
    for (let sent = 0; sent < 45; sent += 1) {
      statuses.push((await send(JSON.stringify(wish), {}, `2001:db8:1:${sent.toString(16)}::1`)).status)
    }
    // The app of the world was the first of the forty.
    expect([new Set(statuses.slice(0, 39)), new Set(statuses.slice(39))]).toEqual([new Set([201]), new Set([429])])
    const limited = await send(JSON.stringify(wish), {}, '2001:db8:2::1')
    expect(Number(limited.headers.get('Retry-After'))).toBeGreaterThan(0)
    world.clock.advance(hours(1))
    expect((await send(JSON.stringify(wish), {}, '2001:db8:2::1')).status).toBe(201)
  })

  it('G9: unused registrations are bounded, and used ones stay', async () => {
    const small = await smallWorld({ policy: { maxUnusedRegistrations: 8 } })
    await small.app.redeem(await small.app.sendToSignIn(small.alice))
    for (let made = 0; made < 12; made += 1) await small.register()
    const clients = await small.issuer.clients.list()
    expect(clients).toHaveLength(9)
    expect(clients.map(({ id }) => String(id))).toContain(small.app.clientId)
  })

  it('G9: who never got a token in 30 days is forgotten; who did goes on', async () => {
    const [used, configured] = [world.app, await world.configure()]
    let tokens = await used.redeem(await used.sendToSignIn(world.alice))
    const { body: unused } = await register()
    const sweep = () => world.store.forTenant('main').sweep(world.clock.now(), 1000)
    const ids = async () => (await world.issuer.clients.list()).map(({ id }) => String(id))
    world.clock.advance(seconds(days(29)))
    tokens = await used.refresh(tokens)
    const { body: young } = await register()
    await sweep()
    expect(await ids()).toEqual([used.clientId, configured.clientId, unused['client_id'], young['client_id']])
    world.clock.advance(days(1))
    await sweep()
    expect(await ids()).toEqual([used.clientId, configured.clientId, young['client_id']])
    expect(await used.refresh(tokens)).toHaveProperty('access_token')
    const gone = await world.request(`/register/${String(unused['client_id'])}`, {
      headers: { Authorization: `Bearer ${String(unused['registration_access_token'])}` },
    })
    await expectJsonError(gone, 401, 'invalid_token')
  })

  it('G9: 100 equal bodies at once get distinct ids', async () => {
    const all = await Promise.all(Array.from({ length: 100 }, () => register()))
    expect(new Set(all.map(({ body }) => body['client_id'])).size).toBe(100)
  })

  it('B8: a deceptive name is cleaned, and never shown as markup', async () => {
    const app = await world.register({ client_name: '<img src=x onerror=alert(1)>\u202eGatehouse\u200b' })
    const page = await world.browser(addresses.alice).open(app.authorizationUrl())
    expect(page.html).toContain('&lt;img src=x onerror=alert(1)&gt;Gatehouse')
    expect(page.html).not.toContain('<img src=x')
  })
})
