/** Groups C and D: a code becomes tokens once. */
import { smallWorld, type App, type Changes, type Tokens, type World } from '@gatehouse/testkit'
import { seconds } from '@gatehouse/protocol/time'
import { decodeJwt } from 'jose'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectJsonError, refusedWith } from './outcomes.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const code = (changes: Changes = {}) => world.app.sendToSignIn(world.alice, changes)
const isLive = async (tokens: Tokens): Promise<boolean> => {
  const { grant_id, jti } = decodeJwt<{ grant_id: string; jti: string }>(tokens.access_token)
  return !(await world.issuer.token.hasEnded({ grantId: grant_id, jti }))
}
const expectRefusedCode = (secret: string, form: Changes, error: string, app: App = world.app) =>
  world.unchanged(async () => {
    const all = { grant_type: 'authorization_code', code: secret, code_verifier: app.verifier, ...form }
    await expectJsonError(await app.post('/token', all), 400, error)
  })

describe('the token endpoint', () => {
  it('C1: is POST only, and reads nothing from the query', async () => {
    for (const method of ['GET', 'PUT', 'HEAD', 'DELETE']) {
      const response = await world.request('/token', { method })
      expect([response.status, response.headers.get('Allow')]).toEqual([405, 'POST'])
    }
    const query = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: world.app.clientId,
      code: await code(),
      code_verifier: world.app.verifier,
    })
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const asked = () => world.request(`/token?${query.toString()}`, { method: 'POST', body: '', headers })
    await expectJsonError(await world.unchanged(asked), 400, 'invalid_request')
  })

  it('C4: grant_type missing, unsupported, or not this client’s', async () => {
    const refusals: readonly (readonly [string | undefined, string])[] = [
      [undefined, 'invalid_request'],
      ['', 'invalid_request'],
      ['password', 'unsupported_grant_type'],
      ['implicit', 'unsupported_grant_type'],
      ['__proto__', 'unsupported_grant_type'],
      ['client_credentials', 'unauthorized_client'],
    ]
    const form = { username: 'alice', password: world.alice.password }
    for (const [grant_type, error] of refusals) {
      const ask = () => world.app.post('/token', { grant_type, ...form })
      await expectJsonError(await world.unchanged(ask), 400, error)
    }
    const machine = await world.configure({ grantTypes: ['client_credentials'], redirectUris: [] })
    await expectRefusedCode(await code(), {}, 'unauthorized_client', machine)
  })

  it('C13: answers nobody keeps, with exact type and the scope', async () => {
    const form = { grant_type: 'authorization_code', code: await code(), code_verifier: world.app.verifier }
    const response = await world.app.post('/token', form)
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-type': 'application/json',
      'access-control-allow-origin': '*',
    })
    expect(await response.json()).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'files:read' })
    const refused = await world.app.post('/token', form)
    expect(await refused.text()).not.toMatch(/alice|usr_/)
  })

  it('C13: any parameter twice is invalid_request', async () => {
    const secret = await code()
    for (const name of ['code', 'code_verifier', 'grant_type', 'client_id', 'anything']) {
      await expectRefusedCode(secret, { [name]: ['x', 'x'] }, 'invalid_request')
    }
  })
})

describe('a code', () => {
  it('C5: that is unknown, too long or has another tail is invalid_grant, and harms nobody', async () => {
    const real = await code()
    const [id = ''] = real.split('.')
    const wrong = [
      'x',
      `${id}.`,
      `${id}.${'A'.repeat(43)}`,
      `${real}x`,
      real.toUpperCase(),
      'x'.repeat(60_000),
      'cod_..\u0000'.slice(0, 6),
    ]
    const bodies = new Set<string>()
    for (const secret of wrong) {
      const form = { grant_type: 'authorization_code', code: secret, code_verifier: world.app.verifier }
      const response = await world.unchanged(() => world.app.post('/token', form))
      expect(response.status).toBe(400)
      bodies.add(await response.text())
    }
    expect(bodies.size).toBe(1)
    expect([...bodies][0]).toContain('invalid_grant')
    expect((await world.app.post('/token', { code: 'x'.repeat(1_000_000) })).status).toBe(413)
    expect(await world.app.redeem(real)).toMatchObject({ token_type: 'Bearer' })
  })

  it('C6: sent twice within 10 s by its own client is refused, and the grant survives', async () => {
    const secret = await code()
    const tokens = await world.app.redeem(secret)
    world.clock.advance(seconds(9))
    await world.unchanged(() =>
      expect(world.app.redeem(secret)).rejects.toMatchObject(refusedWith(400, 'invalid_grant')),
    )
    expect(await isLive(tokens)).toBe(true)
  })

  it('C6: redeemed again later is refused, and ends the grant of the first use', async () => {
    const secret = await code()
    const tokens = await world.app.redeem(secret)
    world.clock.advance(seconds(11))
    await expect(world.thief.redeem(secret, world.app.verifier)).rejects.toMatchObject({ error: 'invalid_grant' })
    await expect(world.app.refresh(tokens)).rejects.toMatchObject({ error: 'invalid_grant' })
    expect(await isLive(tokens)).toBe(false)
    expect(await world.journal()).toContain('grant.ended-by-replay')
  })

  it('C6: replayed without proof of client and verifier ends nothing', async () => {
    const secret = await code()
    const tokens = await world.app.redeem(secret)
    const other = await world.register()
    world.clock.advance(seconds(11))
    await world.unchanged(async () => {
      await expect(world.thief.redeem(secret, 'a guess'.padEnd(43, '~'))).rejects.toMatchObject({
        error: 'invalid_grant',
      })
      await expect(other.redeem(secret, world.app.verifier)).rejects.toMatchObject({ error: 'invalid_grant' })
    })
    expect(await isLive(tokens)).toBe(true)
  })

  it('C7: of 64 redemptions at once exactly one succeeds', async () => {
    const secret = await code()
    const all = await Promise.allSettled(Array.from({ length: 64 }, () => world.app.redeem(secret)))
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const reasons = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    for (const reason of reasons) expect(reason).toMatchObject(refusedWith(400, 'invalid_grant'))
  })

  it('C8: of another client is invalid_grant, and its owner can still redeem it', async () => {
    const secret = await code()
    const other = await world.register()
    await expectRefusedCode(secret, { code_verifier: world.app.verifier }, 'invalid_grant', other)
    expect(await world.app.redeem(secret)).toMatchObject({ token_type: 'Bearer' })
  })

  it('C9: redirect_uri must be the one of the request, if it is sent', async () => {
    const secret = await code()
    for (const redirect_uri of ['https://evil.example/', `${world.app.redirectUri}/`, 'http://127.0.0.1/callback']) {
      await expectRefusedCode(secret, { redirect_uri }, 'invalid_grant')
    }
    expect(await world.app.redeem(secret, world.app.verifier, { redirect_uri: undefined })).toBeDefined()
  })

  it('C9: lives for 60 s, to the second', async () => {
    const [early, late] = [await code(), await code()]
    world.clock.advance(seconds(59))
    expect(await world.app.redeem(early)).toBeDefined()
    world.clock.advance(seconds(1))
    await expectRefusedCode(late, {}, 'invalid_grant')
  })

  it('C11: is for the servers that were allowed; another is invalid_target before anything is spent', async () => {
    const secret = await code({ resource: ['https://files.example/mcp', 'https://notes.example/mcp'] })
    const elsewhere = ['https://other.example/mcp', 'https://files.example/mcp-evil', 'https://files.example']
    for (const resource of elsewhere) await expectRefusedCode(secret, { resource }, 'invalid_target')
    await expectRefusedCode(secret, { resource: undefined }, 'invalid_target')
    await expectRefusedCode(
      secret,
      { resource: ['https://files.example/mcp', 'https://notes.example/mcp'] },
      'invalid_target',
    )
    const tokens = await world.app.redeem(secret, world.app.verifier, { resource: 'https://notes.example/mcp/' })
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: 'https://notes.example/mcp', scope: 'notes:read' })
  })
})

describe('the verifier', () => {
  it('D4: missing is invalid_request; wrong, too short, too long or the challenge itself is invalid_grant', async () => {
    const secret = await code()
    const challenge = new URL(world.app.authorizationUrl()).searchParams.get('code_challenge') ?? ''
    await expectRefusedCode(secret, { code_verifier: undefined }, 'invalid_request')
    const wrong = [
      'x'.repeat(42),
      'x'.repeat(43),
      'x'.repeat(129),
      challenge,
      `${world.app.verifier} `,
      `${world.app.verifier}~`,
    ]
    for (const code_verifier of wrong) await expectRefusedCode(secret, { code_verifier }, 'invalid_grant')
    expect(await world.app.redeem(secret)).toMatchObject({ token_type: 'Bearer' })
  })
})

describe('C12: a machine', () => {
  const machine = (changes = {}) =>
    world.configure({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      machineAccess: [{ resource: 'https://files.example/mcp', scopes: ['files:read', 'files:write'] }],
      ...changes,
    })
  const ask = (app: App, form: Changes = {}) => app.post('/token', { grant_type: 'client_credentials', ...form })

  it('C12: gets what an operator gave it, for one server, without a refresh token', async () => {
    const app = await machine()
    const response = await ask(app, { scope: 'files:read' })
    const tokens = (await response.json()) as Tokens
    expect(tokens).toMatchObject({ scope: 'files:read' })
    expect(tokens.refresh_token).toBeUndefined()
    expect(decodeJwt(tokens.access_token)).toMatchObject({ aud: 'https://files.example/mcp', sub: app.clientId })
    expect(decodeJwt(tokens.access_token)).not.toHaveProperty('grant_id')
  })

  it('C12: gets nothing beyond it', async () => {
    const app = await machine()
    const refusals: readonly (readonly [Changes, string])[] = [
      [{ scope: 'files:admin' }, 'invalid_scope'],
      [{ scope: 'files:read notes:read' }, 'invalid_scope'],
      [{ resource: 'https://notes.example/mcp' }, 'invalid_target'],
      [{ resource: ['https://files.example/mcp', 'https://notes.example/mcp'] }, 'invalid_target'],
    ]
    for (const [form, error] of refusals) {
      await expectJsonError(await world.unchanged(() => ask(app, form)), 400, error)
    }
    await expectJsonError(await ask(await machine({ machineAccess: [] })), 400, 'invalid_target')
    const empty = await machine({ machineAccess: [{ resource: 'https://files.example/mcp', scopes: [] }] })
    await expectJsonError(await ask(empty, { scope: 'files:read' }), 400, 'invalid_scope')
  })

  it('C12: must prove itself: a public client is unauthorized_client, and nobody registers for it', async () => {
    await expectJsonError(await world.unchanged(() => ask(world.app)), 400, 'unauthorized_client')
    const wish = { grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' }
    await world.unchanged(() => expect(world.register(wish)).rejects.toThrow('invalid_client_metadata'))
  })
})
