/** Group J: who may ask about a token, and how the answer comes. */
import type { Store } from '@gatehouse/issuer/ports/store'
import { seconds } from '@gatehouse/protocol/time'
import { faultyStore, files } from '@gatehouse/testkit'
import { decodeJwt, decodeProtectedHeader } from 'jose'
import { describe, expect, it } from 'vitest'
import { asClient, ask, asServer, connect, inactive, textFor, worldOf } from './introspecting.ts'
import { expectJsonError } from './outcomes.ts'

describe('introspection', () => {
  it('J1: whoever does not prove to be a server or a confidential client is 401, and a GET is 405', async () => {
    const { world, filesKey } = await worldOf()
    const { access_token } = await connect(world)
    const wrong = `${filesKey.slice(0, -43)}${'A'.repeat(43)}`
    const nobody = [
      'Bearer x',
      'Bearer ',
      `Bearer ${wrong}`,
      `Bearer ${access_token}`,
      `Basic ${btoa(`files:${wrong}`)}`,
      `Basic ${btoa(`notes:${filesKey}`)}`,
      `Basic ${btoa('nobody:x')}`,
      `DPoP ${filesKey}`,
      filesKey,
    ]
    for (const authorization of nobody) {
      const response = await world.unchanged(() => ask(world, access_token, { authorization }))
      expect(response.headers.get('WWW-Authenticate')).toMatch(/^Basic /)
      await expectJsonError(response, 401, 'invalid_client')
    }
    await expectJsonError(await ask(world, access_token, {}), 400, 'invalid_request')
    const isPublic = { form: { client_id: world.app.clientId } }
    await expectJsonError(await ask(world, access_token, isPublic), 401, 'invalid_client')
    for (const method of ['GET', 'PUT', 'HEAD']) {
      const response = await world.request(`/introspect?token=${access_token}`, { method })
      expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST'])
    }
  })

  it('J1: a key that was taken away proves nothing any more; its guesses are limited by key and source', async () => {
    const { world, filesKey } = await worldOf()
    const { access_token } = await connect(world)
    const store = world.store.forTenant('main')
    expect(await textFor(world, access_token, asServer(filesKey))).toContain('"active":true')
    await store.resources.removeKey(filesKey.split('.')[0] as never, [])
    for (let tries = 1; tries <= 20; tries += 1) {
      expect((await ask(world, access_token, asServer(filesKey))).status).toBe(401)
    }
    const limited = await ask(world, access_token, asServer(filesKey))
    expect(Number(limited.headers.get('Retry-After'))).toBeGreaterThan(0)
    await expectJsonError(limited, 429, 'temporarily_unavailable')
  })

  it('J1: failures of others lock no server out', async () => {
    const { world, filesKey } = await worldOf()
    const wrong = `${filesKey.slice(0, -43)}${'A'.repeat(43)}`
    for (let tries = 1; tries <= 21; tries += 1) await ask(world, 'x', asServer(wrong))
    expect((await ask(world, 'x', asServer(wrong))).status).toBe(429)
    expect((await ask(world, 'x', asServer(filesKey))).status).toBe(200)
  })

  it('J1: a server that also names a client authenticates twice', async () => {
    const { world, filesKey } = await worldOf()
    for (const form of [{ client_id: 'x' }, { client_secret: 'x' }, { client_assertion: 'a.b.c' }]) {
      await expectJsonError(await ask(world, 'x', { ...asServer(filesKey), form }), 400, 'invalid_request')
    }
  })

  it('J5: nobody keeps the answer, and only whoever names it gets it signed', async () => {
    const { world, filesKey } = await worldOf()
    const { access_token } = await connect(world)
    for (const token of [access_token, 'x']) {
      for (const accept of ['application/json', '*/*', 'application/jwt', 'application/*']) {
        const plain = await ask(world, token, { ...asServer(filesKey), accept })
        expect(plain.headers.get('Cache-Control')).toBe('no-store')
        expect(plain.headers.get('Content-Type')).toBe('application/json')
      }
      const plain: unknown = await (await ask(world, token, asServer(filesKey))).json()
      const accept = 'application/json;q=0.5, application/token-introspection+jwt'
      const response = await ask(world, token, { ...asServer(filesKey), accept })
      expect(response.headers.get('Cache-Control')).toBe('no-store')
      expect(response.headers.get('Content-Type')).toBe('application/token-introspection+jwt')
      const jwt = await response.text()
      expect(decodeProtectedHeader(jwt)).toMatchObject({ typ: 'token-introspection+jwt', alg: 'ES256' })
      expect(decodeJwt(jwt)).toEqual({
        iss: 'https://auth.example',
        aud: files.uri,
        iat: world.clock.now(),
        token_introspection: plain,
      })
    }
  })

  it('J5: a client is named as the audience of its own answer', async () => {
    const { world } = await worldOf()
    const app = await world.configure()
    const { refresh_token = '' } = await connect(world, app)
    const accept = 'application/token-introspection+jwt'
    const jwt = await textFor(world, refresh_token, { ...asClient(app), accept })
    expect(decodeJwt(jwt)).toMatchObject({ aud: app.clientId, token_introspection: { active: true } })
  })

  it('a refresh token is live until it is used, idle too long, or its grant ends', async () => {
    const { world } = await worldOf()
    const app = await world.configure()
    const first = await connect(world, app)
    const second = await app.refresh(first)
    const said = (token = '') => textFor(world, token, asClient(app))
    expect(await said(first.refresh_token)).toBe(inactive)
    expect(await said(second.refresh_token)).toContain('"active":true')
    world.clock.advance(seconds(30 * 86_400))
    expect(await said(second.refresh_token)).toBe(inactive)
  })

  it('a store that fails is 503, never a verdict', async () => {
    let shaky: ReturnType<typeof faultyStore> | undefined
    const around = (store: Store): Store => (shaky = faultyStore(store)).store
    const { world, filesKey } = await worldOf('opaque', { around })
    const { access_token } = await connect(world)
    shaky?.faults.reset()
    await ask(world, access_token, asServer(filesKey))
    const steps = shaky?.faults.operations.length ?? 0
    expect(steps).toBeGreaterThan(3)
    for (let failAt = 1; failAt <= steps; failAt += 1) {
      shaky?.faults.arm({ failAt, when: 'before' })
      await expectJsonError(await ask(world, access_token, asServer(filesKey)), 503, 'temporarily_unavailable')
      shaky?.faults.reset()
    }
  })

  it('a request without a token is invalid, whoever asks', async () => {
    const { world, filesKey } = await worldOf()
    await expectJsonError(await ask(world, '', asServer(filesKey)), 400, 'invalid_request')
  })

  it('discovery says where it is, who may ask and how answers are signed', async () => {
    const { world } = await worldOf()
    const metadata: unknown = await (await world.request('/.well-known/oauth-authorization-server')).json()
    expect(metadata).toMatchObject({
      introspection_endpoint: 'https://auth.example/introspect',
      introspection_endpoint_auth_methods_supported: expect.arrayContaining([
        'client_secret_basic',
        'Bearer',
      ]) as unknown,
      introspection_signing_alg_values_supported: ['ES256'],
    })
    expect(metadata).not.toMatchObject({
      introspection_endpoint_auth_methods_supported: expect.arrayContaining(['none']) as unknown,
    })
  })
})
