/** The admin API: what its table promises, over the real issuer. */
import { adminRoutes } from '@gatehouse/admin-api'
import { createAdminApp } from '../src/admin-app.ts'
import { findRoute } from '../src/admin/find-route.ts'
import { smallWorld, type World } from '@gatehouse/testkit'
import { describe, expect, it } from 'vitest'

const callOn = (world: World) => {
  const admin = createAdminApp(world.needs)
  return async (method: string, path: string, body?: unknown) => {
    const headers = { 'Content-Type': 'application/json' }
    const text = body === undefined ? {} : { body: JSON.stringify(body), headers }
    const response = await admin(new Request(`http://localhost${path}`, { method, ...text }))
    return { status: response.status, body: (await response.json()) as Record<string, never> }
  }
}

describe('the admin API', () => {
  it('answers every route of its table', () => {
    for (const [name, { method, path }] of Object.entries(adminRoutes)) {
      expect(findRoute(method, path.replace(/:[a-z]+/g, 'x'))).toMatchObject({ name })
    }
  })

  it('adds, disables, enables and removes people, by name, e-mail or id', async () => {
    const world = await smallWorld()
    const call = callOn(world)
    const bob = { name: 'bob', email: 'bob@people.example', password: 'a walk by the sea', isAdmin: false }
    expect(await call('POST', '/api/users', bob)).toMatchObject({ status: 200, body: { user: { name: 'bob' } } })
    expect(await call('POST', '/api/users/BOB/disable')).toMatchObject({ status: 200 })
    expect(await call('POST', '/api/users/bob%40people.example/enable')).toMatchObject({ status: 200 })
    const { body } = await call('GET', '/api/users')
    const [, row] = (body as unknown as { users: { id: string; name: string }[] }).users
    expect(row).toMatchObject({ name: 'bob', isAdmin: false })
    expect(await call('PUT', `/api/users/${row?.id}/password`, { password: 'another walk' })).toMatchObject({
      status: 200,
    })
    expect(await call('DELETE', `/api/users/${row?.id}`)).toMatchObject({ status: 200 })
    expect(await call('DELETE', `/api/users/${row?.id}`)).toMatchObject({ status: 404, body: { error: 'not_found' } })
  })

  it('says what is wrong with an account, and writes nothing', async () => {
    const world = await smallWorld()
    const call = callOn(world)
    const before = world.contents()
    const user = { name: 'alice', password: 'a walk by the sea', isAdmin: false }
    expect(await call('POST', '/api/users', user)).toMatchObject({ status: 409, body: { field: 'name' } })
    const short = await call('POST', '/api/users', { ...user, name: 'bob', password: 'short' })
    expect(short).toMatchObject({ status: 400, body: { error: 'invalid_request', field: 'password' } })
    const odd = await call('POST', '/api/users', { ...user, role: 'owner' })
    expect(odd).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    expect(world.contents()).toBe(before)
  })

  it('keeps the last administrator', async () => {
    const call = callOn(await smallWorld())
    expect(await call('DELETE', '/api/users/alice')).toMatchObject({ status: 409 })
    expect(await call('POST', '/api/users/alice/disable')).toMatchObject({ status: 409 })
  })

  it('makes the first account the administrator and the owner of the instance', async () => {
    const world = await smallWorld({ isClaimed: false })
    const call = callOn(world)
    const user = { name: 'carol', password: 'a walk by the sea', isAdmin: false }
    expect(await call('POST', '/api/users', user)).toMatchObject({ body: { user: { isAdmin: true } } })
    expect(await call('GET', '/api/status')).toMatchObject({
      body: { issuer: 'https://auth.example', isClaimed: true },
    })
  })

  it('brings clients, servers and keys; secrets are in the one answer that makes them', async () => {
    const world = await smallWorld()
    const call = callOn(world)
    const client = {
      name: 'Nightly job',
      redirectUris: [],
      grantTypes: ['client_credentials'],
      authenticationMethod: 'client_secret_basic',
      isFirstParty: false,
      machineAccess: [{ resource: 'https://files.example/mcp', scopes: ['files:read'] }],
    }
    const made = await call('POST', '/api/clients', client)
    expect(made).toMatchObject({ status: 200, body: { client: { name: 'Nightly job', authentication: 'secret' } } })
    const { secret } = made.body as unknown as { secret: string }
    const listed = JSON.stringify((await call('GET', '/api/clients')).body)
    expect(listed).toContain('Nightly job')
    expect(listed).not.toContain(secret)
    expect(listed).not.toContain('secretHash')
    expect(await call('POST', '/api/servers/files/keys', { label: 'laptop' })).toMatchObject({
      body: { key: expect.stringMatching(/^key_/) as string },
    })
    expect(await call('POST', '/api/servers/nowhere/keys', { label: 'laptop' })).toMatchObject({ status: 404 })
    const [files] = (await call('GET', '/api/servers')).body['servers'] as unknown as object[]
    expect(files).toMatchObject({ name: 'files', isDefault: true })
  })

  it('shows the journal, newest first, in pages', async () => {
    const call = callOn(await smallWorld())
    const rows = async (query: string) =>
      ((await call('GET', `/api/journal?${query}`)).body as unknown as { rows: { id: string; event: string }[] }).rows
    const [newest] = await rows('limit=1')
    expect(newest?.event).toBe('client.registered')
    expect(await rows(`limit=1&before=${newest?.id}`)).toMatchObject([{ event: 'instance.claimed' }])
    expect(await call('GET', '/api/journal?limit=100000')).toMatchObject({ status: 400, body: { field: 'limit' } })
  })

  it('E9: refuses a dangerous redirect URI of an operator, too', async () => {
    const world = await smallWorld()
    const before = world.contents()
    const client = {
      name: 'Odd',
      redirectUris: ['https://app.example/cb', 'javascript:alert(1)'],
      grantTypes: ['authorization_code'],
      authenticationMethod: 'none',
      isFirstParty: false,
      machineAccess: [],
    }
    expect(await callOn(world)('POST', '/api/clients', client)).toMatchObject({ status: 400 })
    expect(world.contents()).toBe(before)
  })

  it('has no other routes, and says so in JSON', async () => {
    const call = callOn(await smallWorld())
    expect(await call('GET', '/api/secrets')).toMatchObject({ status: 404, body: { error: 'not_found' } })
    expect(await call('POST', '/api/users', 'text')).toMatchObject({ status: 400 })
  })
})
