/** Who is told what of a person, and how a token may be shown. OIDC Core §5.3, RFC 6750 */
import { createPerson, files, smallWorld, type App, type World } from '@gatehouse/testkit'
import { minutes } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'

let world: World
let app: App
beforeEach(async () => {
  world = await smallWorld()
  app = await world.configure()
})

const visit = { traceId: 'trc_test', source: 'test' }
const tokenFor = async (scope: string, changes = {}, person = world.alice) =>
  (await app.redeem(await app.sendToSignIn(person, { scope, resource: undefined, ...changes }))).access_token
const bearer = (token: string): RequestInit => ({ headers: { Authorization: `Bearer ${token}` } })
const ask = (init: RequestInit = {}, query = '') => world.request(`/userinfo${query}`, init)
const told = async (response: Response) => ({
  status: response.status,
  challenge: response.headers.get('WWW-Authenticate'),
  body: (await response.json()) as Readonly<Record<string, unknown>>,
})
const form = (fields: Readonly<Record<string, string>>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
})

describe('what is told', () => {
  it('follows the scopes, and no address is called verified that nobody has proven', async () => {
    const account = { name: 'Carol', email: 'carol@example.com', password: world.alice.password, isAdmin: false }
    const made = await world.issuer.people.create(account, visit)
    if (made.outcome !== 'created') throw new Error('carol has an account')
    const carol = createPerson({ ...account, browser: world.browser(), issuer: world.origin })
    const claims = async (scope: string) => (await told(await ask(bearer(await tokenFor(scope, {}, carol))))).body
    const sub = made.user.id
    expect(await claims('openid')).toEqual({ sub })
    expect(await claims('openid profile')).toEqual({ sub, name: 'Carol', preferred_username: 'Carol' })
    expect(await claims('openid email')).toEqual({ sub, email: 'carol@example.com', email_verified: false })
  })

  it('says nothing of an address that there is not', async () => {
    const { body } = await told(await ask(bearer(await tokenFor('openid email'))))
    expect(Object.keys(body)).toEqual(['sub'])
  })
})

describe('how the token is shown', () => {
  it('in a header, by GET or POST, or in a form; as JSON that nobody keeps and any page may read', async () => {
    const token = await tokenFor('openid')
    const ways = [bearer(token), { method: 'POST', ...bearer(token) }, form({ access_token: token })]
    for (const way of ways) {
      const response = await ask(way)
      expect([response.status, response.headers.get('Content-Type'), response.headers.get('Cache-Control')]).toEqual([
        200,
        'application/json',
        'no-store',
      ])
      expect(response.headers.get('Access-Control-Allow-Origin')).toBe('*')
    }
  })

  it('never in an address, and not in two ways at once', async () => {
    const token = await tokenFor('openid')
    expect((await ask({}, `?access_token=${token}`)).status).toBe(401)
    const twice = { ...form({ access_token: token }), ...bearer(token) }
    expect(await told(await ask(twice))).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
    const doubled = { method: 'POST', body: new URLSearchParams([['access_token', token], ['access_token', token]]) } // prettier-ignore
    expect(await told(await ask(doubled))).toMatchObject({ status: 400, body: { error: 'invalid_request' } })
  })

  it('not in a body that does not say that it is a form', async () => {
    const body = new TextEncoder().encode(`access_token=${await tokenFor('openid')}`)
    expect(await told(await ask({ method: 'POST', body }))).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })

  it('not at all: the challenge says what is needed, and blames nobody', async () => {
    const response = await ask()
    expect([response.status, await response.text()]).toEqual([401, ''])
    expect(response.headers.get('WWW-Authenticate')).toBe('Bearer realm="gatehouse", scope="openid"')
  })
})

describe('who is told nothing', () => {
  it('a token that is unknown, has expired, was revoked, or whose grant or person is gone', async () => {
    const refused = async (token: string) => {
      const { status, challenge, body } = await told(await ask(bearer(token)))
      expect([status, body['error']]).toEqual([401, 'invalid_token'])
      expect(challenge).toContain('error="invalid_token"')
      expect(challenge).not.toContain(token)
    }
    await refused('nonsense')
    expect(world.log.lines.at(-1)).toMatchObject({
      event: 'request.refused',
      facts: { error: 'invalid_token', path: '/userinfo', traceId: expect.stringMatching(/^trc_/) as unknown },
    })
    await refused(`${await tokenFor('openid')}x`)
    const revoked = await tokenFor('openid')
    await app.revoke(revoked)
    await refused(revoked)
    const [alice] = await world.issuer.people.list()
    const orphan = await tokenFor('openid')
    await world.issuer.people.setPassword(alice?.id as never, 'a walk by the sea', visit)
    await refused(orphan)
    const other = await smallWorld()
    app = await other.configure()
    world = other
    const old = await tokenFor('openid')
    other.clock.advance(minutes(60))
    await refused(old)
  })

  it('a token without openid, a machine’s own included: 403, and which scope is missing', async () => {
    const machine = await world.configure({
      grantTypes: ['client_credentials'],
      redirectUris: [],
      machineAccess: [{ resource: files.uri, scopes: ['files:read'] }],
    })
    const answer = await machine.post('/token', { grant_type: 'client_credentials', scope: 'openid files:read' })
    const { access_token } = (await answer.json()) as { readonly access_token: string }
    for (const token of [access_token, await tokenFor('files:read')]) {
      const { status, challenge, body } = await told(await ask(bearer(token)))
      expect([status, body['error']]).toEqual([403, 'insufficient_scope'])
      expect(challenge).toContain('error="insufficient_scope"')
      expect(challenge).toContain('scope="openid"')
    }
  })
})

describe('an opaque token', () => {
  it('is as good as a signed one', async () => {
    world = await smallWorld({ resources: [{ ...files, accessTokenFormat: 'opaque' }] })
    app = await world.configure()
    const token = await tokenFor('openid files:read', { resource: files.uri })
    expect(token).toMatch(/^act_/)
    expect((await told(await ask(bearer(token)))).status).toBe(200)
  })
})
