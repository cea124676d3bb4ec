/** What an operator does about clients and about who may register them: through the admin API, each with its row in the journal. */
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { days, seconds } from '@gatehouse/protocol/time'
import { smallWorld, type App, type World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { createAdminApp } from '../src/admin-app.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

const call = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const headers = { 'Content-Type': 'application/json' }
  const text = body === undefined ? {} : { body: JSON.stringify(body), headers }
  const response = await createAdminApp(world.needs)(new Request(`http://localhost${path}`, { method, ...text }))
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const revoke = async (clientId: string, clientSecret: unknown): Promise<number> => {
  const authorization = formatBasicCredentials({ clientId, clientSecret: String(clientSecret) })
  const headers = { Authorization: authorization }
  return (await world.request('/revoke', { method: 'POST', headers, body: new URLSearchParams({ token: 'x' }) })).status
}

const clientOf = async (id: string) => (await world.issuer.clients.list()).find((client) => client.id === id)
const lastEvents = async (count: number) => (await world.journal()).slice(-count)

describe('a client of the operator', () => {
  let app: App
  beforeEach(async () => {
    app = await world.configure()
  })
  const path = () => `/api/clients/${app.clientId}`

  it('is changed in what is named, and nothing else', async () => {
    const before = await clientOf(app.clientId)
    const changed = await call('PATCH', path(), { name: 'Company', isFirstParty: true })
    expect(changed).toMatchObject({ status: 200, body: { client: { name: 'Company', isFirstParty: true } } })
    expect(changed.body).not.toHaveProperty('secret')
    const metadata = { ...before?.metadata, client_name: 'Company' }
    expect(await clientOf(app.clientId)).toEqual({ ...before, name: 'Company', isFirstParty: true, metadata })
    expect(await revoke(app.clientId, app.clientSecret)).toBe(200)
    expect(await lastEvents(1)).toEqual(['client.updated'])
  })

  it('is not written when nothing changes', async () => {
    await world.unchanged(() => call('PATCH', path(), { name: 'Company App' }))
    expect(await lastEvents(1)).toEqual(['client.configured'])
  })

  it('E9: is not changed to what could not be added', async () => {
    for (const changes of [
      { redirectUris: ['javascript:alert(1)'] },
      { redirectUris: ['https://app.example/cb', 'http://evil.example/cb'] },
      { redirectUris: [] },
      { grantTypes: ['implicit'] },
      { machineAccess: [{ resource: 'https://files.example/mcp', scopes: ['files:burn'] }] },
      { id: 'another' },
      { provenance: 'dynamic' },
    ]) {
      expect((await world.unchanged(() => call('PATCH', path(), changes))).status).toBe(400)
    }
  })

  it('loses its secret when it is made public, and gets another one when it is not any more', async () => {
    const open = await call('PATCH', path(), { authenticationMethod: 'none' })
    expect(open.body).toMatchObject({ client: { authentication: 'none' } })
    expect(await revoke(app.clientId, app.clientSecret)).toBe(401)
    const again = await call('PATCH', path(), { authenticationMethod: 'client_secret_post', secretLifetime: 60 })
    expect(again.body['secret']).not.toBe(app.clientSecret)
    expect(await revoke(app.clientId, again.body['secret'])).toBe(200)
    world.clock.advance(seconds(60))
    expect(await revoke(app.clientId, again.body['secret'])).toBe(401)
  })

  it('asks again where its redirect URIs changed', async () => {
    await app.sendToSignIn(world.alice)
    expect(JSON.parse(world.contents())).toMatchObject({ consents: [expect.anything()] })
    await call('PATCH', path(), { redirectUris: ['https://app.example/other'] })
    expect(JSON.parse(world.contents())).toMatchObject({ consents: [] })
  })

  it('has a new secret at once when it is rotated, and the old one proves nothing', async () => {
    const { status, body } = await call('POST', `${path()}/secret`, { secretLifetime: days(90) })
    expect(status).toBe(200)
    expect(body['client']).toMatchObject({ secretExpiresAt: world.clock.now() + days(90) })
    expect(world.contents()).not.toContain(String(body['secret']))
    expect([await revoke(app.clientId, app.clientSecret), await revoke(app.clientId, body['secret'])]).toEqual([
      401, 200,
    ])
    expect(await lastEvents(1)).toEqual(['client.secret-rotated'])
    const forever = await call('POST', `${path()}/secret`, {})
    expect(forever.body['client']).not.toHaveProperty('secretExpiresAt')
    const open = await world.configure({ authenticationMethod: 'none' })
    expect(await call('POST', `/api/clients/${open.clientId}/secret`, {})).toMatchObject({ status: 400 })
  })

  it('has a secret that ends at its second when the operator said so', async () => {
    const wanted = {
      name: 'Quarterly',
      redirectUris: [],
      grantTypes: ['client_credentials'],
      authenticationMethod: 'client_secret_basic',
      isFirstParty: false,
      machineAccess: [],
      secretLifetime: days(90),
    }
    const { body } = await call('POST', '/api/clients', wanted)
    const { id } = body['client'] as { readonly id: string }
    world.clock.advance(seconds(days(90) - 1))
    expect(await revoke(id, body['secret'])).toBe(200)
    world.clock.advance(seconds(1))
    expect(await revoke(id, body['secret'])).toBe(401)
    for (const secretLifetime of [0, -1, 1.5, 400_000_000]) {
      expect(await call('POST', '/api/clients', { ...wanted, secretLifetime })).toMatchObject({ status: 400 })
    }
  })

  it('gets and asks nothing while it is disabled, and goes on when it is enabled', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    expect(await call('POST', `${path()}/disable`)).toMatchObject({ status: 200 })
    await expect(app.refresh(tokens)).rejects.toMatchObject({ status: 401, error: 'invalid_client' })
    expect((await world.browser().open(app.authorizationUrl())).status).toBe(400)
    expect(await call('POST', `${path()}/enable`)).toMatchObject({ status: 200 })
    expect(await app.refresh(tokens)).toHaveProperty('access_token')
    expect((await world.journal()).filter((event) => /^client\.(dis|en)abled$/.test(event))).toEqual([
      'client.disabled',
      'client.enabled',
    ])
  })
})

describe('a client that brought itself', () => {
  it('can be disabled, and describes itself: an operator does not change it', async () => {
    const path = `/api/clients/${world.app.clientId}`
    for (const [method, suffix] of [
      ['PATCH', ''],
      ['POST', '/secret'],
    ] as const) {
      const refused = await world.unchanged(() => call(method, path + suffix, {}))
      expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    }
    expect(await call('POST', `${path}/disable`)).toMatchObject({ status: 200 })
    expect((await world.browser().open(world.app.authorizationUrl())).status).toBe(400)
  })

  it('is not taken over by a declaration of the same id', async () => {
    const wanted = {
      id: world.app.clientId,
      name: 'Mine',
      redirectUris: ['https://mine.example/cb'],
      grantTypes: ['authorization_code'],
      authenticationMethod: 'none',
      isFirstParty: true,
      machineAccess: [],
    }
    const visit = { traceId: 'trc_test', source: 'start' }
    const put = () => world.issuer.clients.put(wanted, visit)
    await world.unchanged(() => expect(put()).rejects.toThrow(/describes itself/))
  })

  it('is named by its URL when it is known by a document', async () => {
    const id = 'https://app.example/client.json'
    const fetchedAt = world.clock.now()
    const client = {
      ...(await clientOf(world.app.clientId)),
      id,
      provenance: 'document',
      document: { fetchedAt, freshUntil: fetchedAt },
    }
    await world.store.forTenant('main').clients.saveDocument(client as never, 10, [])
    expect(await call('POST', `/api/clients/${encodeURIComponent(id)}/disable`)).toMatchObject({ status: 200 })
    expect(await clientOf(id)).toMatchObject({ disabledAt: fetchedAt })
  })

  it.each([
    ['PATCH', ''],
    ['POST', '/secret'],
    ['POST', '/disable'],
    ['POST', '/enable'],
    ['DELETE', ''],
  ])('is not found when there is none: %s %s', async (method, suffix) => {
    const answer = await world.unchanged(() => call(method, `/api/clients/nobody${suffix}`, {}))
    expect(answer).toMatchObject({ status: 404, body: { error: 'not_found' } })
  })
})

describe('declared clients', () => {
  const declared = {
    id: 'desktop',
    name: 'Desktop',
    redirectUris: ['http://127.0.0.1/callback'],
    grantTypes: ['authorization_code'],
    authenticationMethod: 'none',
    isFirstParty: false,
    machineAccess: [],
  }
  const visit = { traceId: 'trc_test', source: 'start' }

  it('that four replicas declare at once are one client, made once', async () => {
    await Promise.all([1, 2, 3, 4].map(() => world.issuer.clients.put(declared, visit)))
    expect((await world.issuer.clients.list()).filter(({ id }) => id === 'desktop')).toHaveLength(1)
    expect((await world.journal()).filter((event) => event.startsWith('client.c'))).toEqual(['client.configured'])
  })

  it('that were disabled stay disabled', async () => {
    const { id } = await world.issuer.clients.put(declared, visit)
    await world.issuer.clients.setDisabled(id, true, visit)
    await world.issuer.clients.put({ ...declared, name: 'Desk' }, visit)
    expect(await clientOf('desktop')).toMatchObject({ name: 'Desk', disabledAt: world.clock.now() })
  })
})

describe('initial access tokens', () => {
  const path = '/api/registration-tokens'

  it('are made, shown once, listed and taken back', async () => {
    const made = await call('POST', path, { label: 'Laptops\u202e', uses: 3, lifetime: days(7) })
    expect(made.body).toMatchObject({ row: { label: 'Laptops', usesLeft: 3 }, isNeeded: false })
    const { token, row } = made.body as { readonly token: string; readonly row: { readonly id: string } }
    const listed = await call('GET', path)
    expect(listed.body).toEqual({ tokens: [made.body['row']] })
    expect(JSON.stringify(listed)).not.toContain(token.split('.')[1])
    expect(JSON.stringify(listed)).not.toContain('secretHash')
    expect(await call('DELETE', `${path}/${row.id}`)).toMatchObject({ status: 200 })
    expect(await call('DELETE', `${path}/${row.id}`)).toMatchObject({ status: 404 })
    expect(await lastEvents(2)).toEqual(['registration-token.added', 'registration-token.removed'])
    for (const wrong of [{ uses: 0 }, { uses: 1.5 }, { lifetime: 0 }, { label: 7 }]) {
      expect(await call('POST', path, { label: 'x', ...wrong })).toMatchObject({ status: 400 })
    }
  })
})

describe('keys of a server', () => {
  it('are listed without their secret, and prove nothing when they are removed', async () => {
    const { body } = await call('POST', '/api/servers/files/keys', { label: 'cellar' })
    const [id, secret] = String(body['key']).split('.')
    const listed = await call('GET', '/api/servers/files/keys')
    expect(listed.body).toEqual({ keys: [{ id, label: 'cellar', createdAt: world.clock.now() }] })
    expect(JSON.stringify(listed)).not.toContain(secret)
    expect(await call('DELETE', `/api/servers/notes/keys/${id}`)).toMatchObject({ status: 404 })
    const introspect = () =>
      world.request('/introspect', {
        method: 'POST',
        headers: { Authorization: `Bearer ${String(body['key'])}` },
        body: new URLSearchParams({ token: 'x' }),
      })
    expect((await introspect()).status).toBe(200)
    expect(await call('DELETE', `/api/servers/files/keys/${id}`)).toMatchObject({ status: 200 })
    expect((await introspect()).status).toBe(401)
    expect(await lastEvents(2)).toEqual(['server.key-added', 'server.key-removed'])
    expect(await call('DELETE', `/api/servers/files/keys/${id}`)).toMatchObject({ status: 404 })
    expect(await call('GET', '/api/servers/nowhere/keys')).toMatchObject({ status: 404 })
  })
})
