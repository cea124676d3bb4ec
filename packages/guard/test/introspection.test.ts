/** Tokens that their issuer is asked about: what is believed of its answers, for how long, and what happens without one. RFC 7662 */
import { describe, expect, it } from 'vitest'
import { type Asked, askingWorld, credentials, good, unavailable } from './asking-world.ts'
import { issuer, refused, resource, smallWorld, start, verdict } from './local-issuer.ts'

describe('the question', () => {
  it('is asked where the metadata says, as the client that the operator named, without a redirect', async () => {
    const world = await askingWorld()
    expect(await world.status()).toBe(200)
    const [{ url, form, headers, redirect } = {} as Asked] = world.asked
    expect([url, redirect]).toEqual([`${issuer}/introspect`, 'manual'])
    expect(Object.fromEntries(form)).toEqual({ token: 'opaque', token_type_hint: 'access_token' })
    const basic = Buffer.from(headers.get('authorization')?.slice(6) ?? '', 'base64').toString()
    expect(basic).toBe('notes+server:s%3Ae%2Bc+r')
  })

  it('carries the credentials in the form where the issuer wants them there', async () => {
    const endpoint = `${issuer}/asked/introspect`
    const world = await askingWorld({}, { method: 'client_secret_post', endpoint })
    expect(await world.status()).toBe(200)
    expect(world.asked[0]?.url).toBe(endpoint)
    expect(world.asked[0]?.headers.get('authorization')).toBeNull()
    expect(Object.fromEntries(world.asked[0]?.form ?? [])).toMatchObject({
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
    })
    expect(world.authority.asked).toEqual([])
  })

  it('J7: is asked once for 100 calls at the same moment, and once for each of them that differs', async () => {
    const world = await askingWorld()
    const calls = Array.from({ length: 100 }, () => world.status('one'))
    expect(new Set(await Promise.all(calls))).toEqual(new Set([200]))
    expect(world.asked).toHaveLength(1)
    await Promise.all([world.status('two'), world.status('three')])
    expect(world.asked).toHaveLength(3)
    expect(world.authority.asked).toHaveLength(1)
  })

  it('INV8: strangers who make up tokens make it ask 100 times at once, and no more', async () => {
    const world = await askingWorld()
    let release = (): void => undefined
    const held = new Promise<void>((resolve) => (release = resolve))
    world.answer(async () => {
      await held
      return Response.json({ active: false })
    })
    const calls = Array.from({ length: 300 }, (_, n) => world.status(`made-up-${n}`))
    await expect.poll(() => world.asked.length).toBe(100)
    release()
    const statuses = await Promise.all(calls)
    expect(statuses.filter((status) => status === 401)).toHaveLength(100)
    expect(statuses.filter((status) => status === 503)).toHaveLength(200)
    expect(world.asked).toHaveLength(100)
  })
})

describe('how long an answer is believed', () => {
  const lastingOf = async (world: Awaited<ReturnType<typeof askingWorld>>): Promise<number> => {
    expect(await world.status()).toBe(200)
    world.say({ active: false })
    let seconds = 0
    while ((await world.status()) === 200 && seconds < 100) {
      seconds += 1
      world.clock.now += 1
    }
    return seconds
  }

  it('J7: a yes of a Gatehouse 5 seconds, whether it is called one or says so itself', async () => {
    expect(await lastingOf(await askingWorld({ profile: 'gatehouse' }))).toBe(5)
    const silent = await askingWorld()
    silent.authority.metadata['gatehouse_revocations_endpoint'] = `${issuer}/revocations`
    expect(await lastingOf(silent)).toBe(5)
    expect(await lastingOf(await askingWorld({}, { endpoint: `${issuer}/introspect` }))).toBe(5)
  })

  it('J7: a yes of anybody else 30 seconds', async () => {
    expect(await lastingOf(await askingWorld())).toBe(30)
    expect(await lastingOf(await askingWorld({ profile: 'keycloak' }))).toBe(30)
  })

  it('J7: a yes never past exp', async () => {
    const world = await askingWorld()
    world.say(good({ exp: world.clock.now + 3 }))
    expect(await lastingOf(world)).toBe(3)
  })

  it('J7: a no 5 seconds, and it is asked about once in that time', async () => {
    const world = await askingWorld()
    world.say({ active: false })
    expect([await world.status(), await world.status()]).toEqual([401, 401])
    expect(world.asked).toHaveLength(1)
    world.say(good())
    world.clock.now += 4
    expect(await world.status()).toBe(401)
    world.clock.now += 1
    expect(await world.status()).toBe(200)
    expect(world.asked).toHaveLength(2)
  })
})

describe('what is not believed', () => {
  const wrong: Readonly<Record<string, unknown>> = {
    'that is not active': { active: false },
    'whose active is no truth': good({ active: 'true' }),
    'of another issuer': good({ iss: 'https://evil.example' }),
    'for another resource': good({ aud: 'https://other.example/mcp' }),
    'for ours and another': good({ aud: [resource, 'https://other.example/mcp'] }),
    'without an audience': good({ aud: undefined }),
    'that has ended': good({ exp: start }),
    'whose end is no time': good({ exp: 'soon' }),
    'that is not valid yet': good({ nbf: start + 3600 }),
    'bound to a key': good({ cnf: { jkt: 'x' } }),
    'of DPoP': good({ token_type: 'DPoP' }),
    'of a refresh token that says so': good({ token_type: 'refresh_token' }),
    'of a refresh token by its use': good({ token_use: 'refresh_token' }),
    'that names nobody': good({ sub: undefined, client_id: undefined }),
    'whose scope is no text': good({ scope: ['notes:read'] }),
    nothing: null,
    list: [good()],
  }
  it.each(Object.entries(wrong))('R21: an answer %s is a 401', async (_, answer) => {
    const world = await askingWorld()
    world.say(answer)
    expect(await verdict(await world.callWith('opaque'))).toEqual(refused)
    expect(world.handled).toEqual([])
  })

  it('R7: a refresh token that its issuer calls active is none where clients stand for the audience', async () => {
    const world = await askingWorld({ clients: ['app'] })
    world.say(good({ aud: undefined, token_type: undefined }))
    expect(await world.status('refresh')).toBe(401)
    world.say(good({ aud: undefined }))
    expect(await world.status('access')).toBe(200)
    world.say(good({ aud: undefined, client_id: 'other' }))
    expect(await world.status('other')).toBe(401)
  })

  it('R7: what an answer says against its profile counts', async () => {
    const world = await askingWorld({ profile: 'keycloak' })
    world.say(good({ typ: 'ID', azp: 'app' }))
    expect(await world.status('id')).toBe(401)
    world.say(good({ typ: 'Bearer', azp: 'app' }))
    expect(await world.status('access')).toBe(200)
  })

  it.each(['invalid_token', 'unsupported_token_type'])('a 400 %s about the token is a no', async (error) => {
    const world = await askingWorld()
    world.answer(() => Response.json({ ...good(), error }, { status: 400 }))
    expect(await verdict(await world.callWith('opaque'))).toEqual(refused)
    expect(world.handled).toEqual([])
  })

  const broken: Readonly<Record<string, () => Response | Promise<Response>>> = {
    'an outage': () => Promise.reject(new TypeError('connection refused')),
    'a 401': () => Response.json({ error: 'invalid_client' }, { status: 401 }),
    'a 400 about the question': () => Response.json({ error: 'invalid_request' }, { status: 400 }),
    'a 500': () => Response.json(good(), { status: 500 }),
    'a redirect': () => new Response(null, { status: 302, headers: { location: 'https://evil.example' } }),
    HTML: () => new Response('<h1>active</h1>'),
    'a key twice': () => new Response(`{"active":false,${JSON.stringify(good()).slice(1)}`),
    'more than is read': () => Response.json(good({ x: 'x'.repeat(70_000) })),
    'a type without a signature': () =>
      Response.json(good(), { headers: { 'content-type': 'application/token-introspection+jwt' } }),
  }
  it.each(Object.entries(broken))('R21: %s instead of an answer is a 503, and is asked again', async (_, answer) => {
    const world = await askingWorld()
    world.answer(answer)
    const response = await world.callWith('opaque')
    expect(response.headers.get('retry-after')).toBe('2')
    expect(await verdict(response)).toEqual(unavailable)
    expect(world.handled).toEqual([])
    world.say(good())
    expect(await world.status()).toBe(200)
  })

  it('R21: metadata without an endpoint, or with one elsewhere, is a 503, and nothing is sent there', async () => {
    for (const endpoint of [undefined, 'https://evil.example/introspect']) {
      const world = await askingWorld()
      world.authority.metadata['introspection_endpoint'] = endpoint
      expect(await world.status()).toBe(503)
      expect(world.asked).toEqual([])
    }
  })
})

describe('options of introspection that cannot work stop the start', () => {
  const wrong: readonly (readonly [string, Record<string, unknown>, RegExp])[] = [
    ['no secret', { clientSecret: '' }, /has no credentials/],
    ['another method', { method: 'private_key_jwt' }, /introspection\.method/],
    ['another kind of answer', { answers: 'jwt' }, /introspection\.answers/],
    ['a misspelt member', { clientID: 'x' }, /introspection\.clientID is not known/],
    ['an endpoint over http', { endpoint: 'http://auth.example/introspect' }, /use https/],
  ]
  it.each(wrong)('%s', async (_, options, message) => {
    await expect(askingWorld({}, options)).rejects.toThrow(message)
  })

  it('two issuers to be asked about tokens without form', async () => {
    const asking = (url: string) => ({ url, introspection: credentials })
    await expect(smallWorld({ issuer: [asking(issuer), asking('https://login.example')] })).rejects.toThrow(
      /several with introspection/,
    )
  })
})
