/** Groups G11 and G12: a self-registered client looks after its own registration. RFC 7592 */
import { addresses, smallWorld, type World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectJsonError } from './outcomes.ts'
import { bearer, registering, wish } from './registering.ts'

let world: World
let client: ReturnType<typeof registering>
beforeEach(async () => {
  world = await smallWorld()
  client = registering(world)
})

describe('registration management', () => {
  it('names where a registration is managed, and the token for it, which is stored hashed', async () => {
    const made = await client.register()
    expect(made.registration_client_uri).toBe(`https://auth.example/register/${made.client_id}`)
    expect(made.registration_access_token).toMatch(/^cli_[0-9a-z]{26}\.[\w-]{43}$/)
    const [, secret = ''] = made.registration_access_token.split('.')
    expect(world.contents()).not.toContain(secret)
  })

  it('stands below the path of the issuer', async () => {
    world = await smallWorld({ issuer: 'https://auth.example/tenant' })
    const made = await registering(world).register({}, '/tenant/register')
    expect(made.registration_client_uri).toBe(`https://auth.example/tenant/register/${made.client_id}`)
    const path = new URL(made.registration_client_uri).pathname
    expect((await world.request(path, { headers: bearer(made.registration_access_token) })).status).toBe(200)
  })

  it('reads everything that was registered, and keeps the token', async () => {
    const made = await client.register({ client_uri: 'https://app.example/' })
    const response = await client.read(made)
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store'])
    expect(await response.json()).toEqual(made)
    expect((await client.read(made)).status).toBe(200)
  })

  it('reads without the secret, which nobody knows here', async () => {
    const made = await client.register({ token_endpoint_auth_method: 'client_secret_basic' })
    const { client_secret: secret, ...rest } = made
    expect(secret).toBeDefined()
    expect(await (await client.read(made)).json()).toEqual(rest)
  })

  it('replaces everything: what is left out is gone', async () => {
    const made = await client.register({ client_uri: 'https://app.example/', contacts: ['a@app.example'] })
    const next = await client.replaced(made, { client_name: 'Another', redirect_uris: ['https://app.example/other'] })
    expect(next).toMatchObject({ client_name: 'Another', redirect_uris: ['https://app.example/other'] })
    expect(next).not.toHaveProperty('client_uri')
    expect(next.client_id_issued_at).toBe(made['client_id_issued_at'])
    expect(await (await client.read(next)).json()).toEqual(next)
  })

  it('G2: refuses what a registration refuses, and changes nothing', async () => {
    const made = await client.register()
    for (const changes of [
      { redirect_uris: ['javascript:alert(1)'] },
      { redirect_uris: [] },
      { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' },
      { client_uri: 'https://10.0.0.1/' },
    ]) {
      expect((await world.unchanged(() => client.replace(made, changes))).status).toBe(400)
    }
    const send = (text: string) =>
      world.unchanged(() =>
        world.request(`/register/${made.client_id}`, {
          method: 'PUT',
          headers: { ...bearer(made.registration_access_token), 'Content-Type': 'application/json' },
          body: text,
        }),
      )
    for (const text of ['', '[]', 'null', '{"client_id":1,"client_id":2}', '{"a":'.repeat(2000)]) {
      await expectJsonError(await send(text), 400, 'invalid_client_metadata')
    }
    const large = JSON.stringify({ ...wish, client_id: made.client_id, x: 'x'.repeat(17_000) })
    await expectJsonError(await send(large), 413, 'invalid_client_metadata')
  })

  it('makes a secret when the client begins to prove itself by one, keeps it, and forgets it afterwards', async () => {
    const open = await client.register()
    const first = await client.replaced(open, { token_endpoint_auth_method: 'client_secret_basic' })
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
    const second = await client.replaced(first, { token_endpoint_auth_method: 'client_secret_post' })
    expect(second).not.toHaveProperty('client_secret')
    expect(await works()).toBe(200)
    const third = await client.replaced(second)
    expect(third).not.toHaveProperty('client_secret_expires_at')
    expect(await works()).toBe(401)
    const fourth = await client.replaced(third, { token_endpoint_auth_method: 'client_secret_basic' })
    expect(fourth.client_secret).not.toBe(first.client_secret)
  })

  it('gives nothing that only an operator gives', async () => {
    const made = await client.register()
    await client.replaced(made, {
      isFirstParty: true,
      isVerified: true,
      provenance: 'configured',
      registration_access_token: 'x',
    })
    const [row] = (await world.issuer.clients.list()).filter(({ id }) => id === made.client_id)
    expect(row).toMatchObject({ provenance: 'dynamic', isFirstParty: false, isVerified: false, machineAccess: [] })
  })

  it('is open to scripts of other origins, with every method', async () => {
    const made = await client.register()
    const { headers } = await world.request(`/register/${made.client_id}`, { method: 'OPTIONS' })
    expect(headers.get('Access-Control-Allow-Methods')).toBe('GET, HEAD, PUT, DELETE')
    const refused = await client.manage('GET', made.client_id, 'wrong')
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(refused.headers.get('Access-Control-Expose-Headers')).toContain('WWW-Authenticate')
  })

  it('is one segment deep, and not there when registration is off', async () => {
    const made = await client.register()
    const headers = bearer(made.registration_access_token)
    for (const path of [`/register/${made.client_id}/`, `/register/${made.client_id}/x`, '/register/']) {
      expect((await world.request(path, { headers })).status).toBe(404)
    }
    const closed = await smallWorld({ policy: { registration: 'off' } })
    expect((await closed.request(`/register/${made.client_id}`, { headers })).status).toBe(404)
  })
})

describe('G11: a replacement', () => {
  it('G11: with another client_id, without one, or with another secret is refused, and changes nothing', async () => {
    const made = await client.register({ token_endpoint_auth_method: 'client_secret_basic' })
    const other = await client.register({ token_endpoint_auth_method: 'client_secret_basic' })
    const confidential = { token_endpoint_auth_method: 'client_secret_basic' }
    for (const changes of [
      { client_id: other.client_id },
      { client_id: undefined },
      { client_id: 7 },
      { ...confidential, client_secret: 'my own secret' },
      { ...confidential, client_secret: other.client_secret },
      { client_secret: `${made.client_secret}x` },
    ]) {
      await expectJsonError(await world.unchanged(() => client.replace(made, changes)), 400, 'invalid_client_metadata')
    }
    const kept = await client.replaced(made, { ...confidential, client_secret: made.client_secret })
    const open = await client.replaced(kept)
    await expectJsonError(
      await world.unchanged(() => client.replace(open, { client_secret: made.client_secret })),
      400,
      'invalid_client_metadata',
    )
  })

  it('G11: rotates the token, and stores it hashed', async () => {
    const made = await client.register()
    const next = await client.replaced(made)
    expect(next.registration_access_token).not.toBe(made.registration_access_token)
    const [, secret = ''] = next.registration_access_token.split('.')
    expect(world.contents()).not.toContain(secret)
    expect((await client.read(made)).status).toBe(401)
    expect((await client.read(next)).status).toBe(200)
  })

  it('G11: that changes redirect URIs voids remembered consents and open requests; another keeps them', async () => {
    const made = await client.register({ redirect_uris: ['http://127.0.0.1/callback'] })
    const kept = () =>
      JSON.parse(world.contents()) as Readonly<Record<'consents' | 'pendingAuthorizations', readonly unknown[]>>
    await world.app.sendToSignIn(world.alice, { client_id: made.client_id })
    await world.browser(addresses.alice).open(world.app.authorizationUrl({ client_id: made.client_id }))
    const before = kept()
    expect([before.consents.length, before.pendingAuthorizations.length > 0]).toEqual([1, true])

    const same = await client.replaced(made, { redirect_uris: ['http://127.0.0.1/callback'], client_name: 'Renamed' })
    expect([kept().consents, kept().pendingAuthorizations]).toEqual([before.consents, before.pendingAuthorizations])
    await client.replaced(same, { redirect_uris: ['http://127.0.0.1/callback', 'https://app.example/cb'] })
    expect([kept().consents, kept().pendingAuthorizations]).toEqual([[], []])
  })
})

describe('G12: a removal', () => {
  it('G12: is 204; grants, tokens and consents are dead, and again it is 401', async () => {
    const made = await client.register({ redirect_uris: ['http://127.0.0.1/callback'] })
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

    const removed = await client.remove(made)
    expect([removed.status, await removed.text()]).toEqual([204, ''])
    expect(await world.issuer.token.hasEnded({ jti: claims.jti, grantId: claims.grant_id })).toBe(true)
    expect(JSON.parse(world.contents())).toMatchObject({ consents: [] })
    const refresh = new URLSearchParams({
      grant_type: 'refresh_token',
      client_id: made.client_id,
      refresh_token: tokens.refresh_token,
    })
    expect((await world.request('/token', { method: 'POST', body: refresh })).status).toBe(401)
    for (const attempt of [client.read, client.replace, client.remove]) {
      const response = await attempt(made)
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^Bearer /)
      await expectJsonError(response, 401, 'invalid_token')
    }
    expect(await world.journal()).toContain('client.removed')
  })

  it('G12: of two at once one finds the client', async () => {
    const made = await client.register()
    const both = await Promise.all([client.remove(made), client.remove(made)])
    expect(both.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 401])
  })
})
