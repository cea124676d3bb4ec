/** Authorization servers of others, and our own, as they really are: a token that was asked for with this server's resource gets in, and whatever else they sign or know stays out. */
import { createServer } from 'node:http'
import { once } from 'node:events'
import { type GuardOptions, type IssuerOptions, createGuard } from '@gatehouse/guard'
import { type GuardedRequest, protect } from '@gatehouse/guard/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startBetterAuth } from './third-party/better-auth.ts'
import { startGatehouse } from './third-party/gatehouse.ts'
import { startOidcProvider } from './third-party/oidc-provider.ts'
import { type Tokens, asMachine, signIn } from './third-party/walk.ts'
import { freePort } from './world/program.ts'

interface Started {
  readonly issuer: string
  readonly app: Omit<Parameters<typeof signIn>[0], 'resource'>
  readonly server: { readonly clientId: string; readonly clientSecret: string }
  stop(): Promise<void>
}

interface Peer {
  readonly name: string
  readonly start: (resources: readonly string[]) => Promise<Started>
  readonly options: (started: Started) => IssuerOptions
  /** Where it answers 500 about a JWT that it cannot read, the guard says that nobody can tell. */
  readonly mayNotTell?: boolean
}

const byPost = { method: 'client_secret_post' } as const
const peers: readonly Peer[] = [
  {
    name: 'oidc-provider, JWT',
    start: (resources) => startOidcProvider({ accessTokenFormat: 'jwt', resources }),
    options: ({ issuer }) => ({ url: issuer }),
  },
  {
    name: 'oidc-provider, opaque',
    start: (resources) => startOidcProvider({ accessTokenFormat: 'opaque', resources }),
    options: ({ issuer, server }) => ({ url: issuer, introspection: server }),
  },
  {
    name: 'Better Auth, JWT',
    start: (resources) => startBetterAuth({ accessTokenFormat: 'jwt', resources }),
    options: ({ issuer }) => ({ url: issuer, profile: 'better-auth' }),
  },
  {
    name: 'Better Auth, JWT asked about',
    start: (resources) => startBetterAuth({ accessTokenFormat: 'jwt', resources }),
    options: ({ issuer, server }) => ({ url: issuer, profile: 'better-auth', introspection: { ...server, ...byPost } }),
    mayNotTell: true,
  },
  {
    name: 'Better Auth, opaque',
    start: (resources) => startBetterAuth({ accessTokenFormat: 'opaque', resources }),
    options: ({ issuer, server }) => ({ url: issuer, profile: 'better-auth', introspection: { ...server, ...byPost } }),
    mayNotTell: true,
  },
]

/** A server on TCP with a guard before it. */
const startServer = async (resource: string, issuer: IssuerOptions) => {
  const guard = protect({ resource, issuer, scopes: ['notes:read'], checkAtStart: false })
  const called: string[] = []
  const server = createServer((request: GuardedRequest, response) => {
    guard(request, response, () => {
      called.push(request.caller?.subject ?? 'nobody')
      response.end(JSON.stringify({ issuer: request.caller?.issuer, scopes: request.caller?.scopes }))
    })
  }).listen(Number(new URL(resource).port), 'localhost')
  await once(server, 'listening')
  return {
    called,
    call: (token: string) => fetch(resource, { method: 'POST', headers: { authorization: `Bearer ${token}` } }),
    async stop() {
      guard.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

describe.each(peers)('$name', ({ start, options, mayNotTell = false }) => {
  let started: Started
  let guarded: Awaited<ReturnType<typeof startServer>>
  let mine: Tokens
  let resource = ''
  let other = ''

  beforeAll(async () => {
    resource = `http://localhost:${await freePort()}/mcp`
    other = `${new URL(resource).origin}/other`
    started = await start([resource, other])
    guarded = await startServer(resource, options(started))
    mine = await signIn({ ...started.app, resource })
  })
  afterAll(async () => {
    await guarded?.stop()
    await started?.stop()
  })

  it('lets a person in who signed in there, and knows who she is', async () => {
    const response = await guarded.call(mine.access_token)
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({
      issuer: started.issuer,
      scopes: expect.arrayContaining(['notes:read']),
    })
    expect(guarded.called).toHaveLength(1)
  })

  it('lets a machine in that speaks for itself', async () => {
    const { access_token } = await asMachine({ ...started.app, scope: 'notes:read', resource })
    expect((await guarded.call(access_token)).status).toBe(200)
    expect(guarded.called.at(-1)).toBe(started.app.clientId)
  })

  it('R7: refuses its ID token, its tokens for another resource, and what it never gave out', async () => {
    const before = guarded.called.length
    const elsewhere = await signIn({ ...started.app, resource: other })
    const machine = await asMachine({ ...started.app, scope: 'notes:read', resource: other })
    const wrong = [
      mine.id_token ?? '',
      elsewhere.access_token,
      machine.access_token,
      'nonsense',
      `${mine.access_token}x`,
    ]
    for (const token of wrong) {
      const { status, headers } = await guarded.call(token)
      if (mayNotTell && status === 503) continue
      expect(status).toBe(401)
      expect(headers.get('www-authenticate')).toContain('error="invalid_token"')
    }
    expect(wrong[0]).not.toBe('')
    expect(guarded.called).toHaveLength(before)
  })

  it('tells what real clients will miss there', async () => {
    const guard = createGuard({ resource, issuer: options(started) })
    const findings = await guard.checkIssuer()
    expect(findings.map(({ code }) => code)).not.toContain('unreachable')
    expect(findings.map(({ code }) => code)).not.toContain('another_issuer')
    expect(findings.map(({ code }) => code)).toContain('no_registration')
  })
})

describe('oidc-provider, opaque, with signed answers', () => {
  it('is believed by its signature alone', async () => {
    const resource = `http://localhost:${await freePort()}/mcp`
    const started = await startOidcProvider({ accessTokenFormat: 'opaque', resources: [resource] })
    const introspection = { ...started.server, answers: 'signed' } as const
    const guarded = await startServer(resource, { url: started.issuer, introspection })
    const { access_token } = await signIn({ ...started.app, resource })
    expect((await guarded.call(access_token)).status).toBe(200)
    expect((await guarded.call('nonsense')).status).toBe(401)
    await Promise.all([guarded.stop(), started.stop()])
  })
})

const openGatehouse = async (format: 'jwt' | 'opaque', answers: 'plain' | 'signed' = 'plain') => {
  const world = await startGatehouse(format)
  const introspection = { ...world.server, answers }
  const issuer: IssuerOptions = { url: world.issuer, ...(format === 'opaque' ? { introspection } : {}) }
  const { resource, now, fetch } = world
  const guard = createGuard({ resource, issuer, scopes: [world.scope], now, fetch } satisfies GuardOptions)
  const status = async (token: string): Promise<number> => {
    const request = new Request(resource, { headers: { authorization: `Bearer ${token}` } })
    return (await guard.handle(request, () => new Response())).status
  }
  return { ...world, guard, status }
}

describe.each(['jwt', 'opaque'] as const)('Gatehouse, %s', (format) => {
  it('lets alice in, and none of her other tokens', async () => {
    const { tokens, elsewhere, status } = await openGatehouse(format)
    expect(await status(tokens.access_token)).toBe(200)
    const wrong = [tokens.id_token, tokens.refresh_token, elsewhere.access_token, 'nonsense']
    for (const token of wrong) expect(await status(token ?? '')).toBe(401)
  })

  it('has all that clients need', async () => {
    expect(await (await openGatehouse(format)).guard.checkIssuer()).toEqual([])
  })
})

describe('Gatehouse, asked about its opaque tokens', () => {
  it('answers with its signature where one is asked for', async () => {
    const { tokens, status } = await openGatehouse('opaque', 'signed')
    expect(await status(tokens.access_token)).toBe(200)
    expect(await status('nonsense')).toBe(401)
  })

  it('J7: what was disconnected is refused within five seconds', async () => {
    const { tokens, status, disconnect, pass } = await openGatehouse('opaque')
    expect(await status(tokens.access_token)).toBe(200)
    await disconnect(tokens.refresh_token ?? '')
    pass(5)
    expect(await status(tokens.access_token)).toBe(401)
  })
})
