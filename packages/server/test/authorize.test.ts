/** Group A: the authorization endpoint. */
import { files, formFor, smallWorld, type App, type Changes, type World } from '@gatehouse/testkit'
import { minutes, seconds } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectAnswer, expectLocalPage, issuerOfTests } from './outcomes.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const open = (changes: Changes, app: App = world.app) => world.alice.browser.open(app.authorizationUrl(changes))
const openUnchanged = (changes: Changes) => world.unchanged(() => open(changes))
/** Pending requests are the only rows that opening a page may make. */
const pendingRows = () => (world.store.contents('main')['pendingAuthorizations'] as readonly unknown[]).length

describe('until the redirect URI is proven', () => {
  it('A1: an unknown, disabled, deleted or missing client gets a page, never a redirect', async () => {
    const { clients } = world.store.forTenant('main')
    const [disabled, deleted] = [await world.register(), await world.register()]
    await clients.setDisabled(disabled.clientId as never, world.clock.now(), [])
    await clients.remove(deleted.clientId as never, world.clock.now(), [])
    const ids = [
      undefined,
      'nobody',
      '',
      disabled.clientId,
      deleted.clientId,
      'x'.repeat(5000),
      `${world.app.clientId} `,
    ]
    for (const client_id of ids) expectLocalPage(await openUnchanged({ client_id }))
  })

  it('A2: a missing or unregistered redirect URI gets a page', async () => {
    const uris = [undefined, '', 'https://evil.example/callback', 'http://127.0.0.1:51234/other', 'callback']
    for (const redirect_uri of uris) expectLocalPage(await openUnchanged({ redirect_uri }))
  })

  it('A3: client_id or redirect_uri twice gets a page', async () => {
    const { clientId, redirectUri } = world.app
    expectLocalPage(await openUnchanged({ client_id: [clientId, clientId] }))
    expectLocalPage(await openUnchanged({ redirect_uri: [redirectUri, redirectUri] }))
    expectLocalPage(await openUnchanged({ redirect_uri: [redirectUri, 'https://evil.example/'] }))
  })

  it('says in words what is wrong, with the parameter and a reference that the log has, too', async () => {
    const page = await open({ redirect_uri: 'https://evil.example/callback' })
    expect(page.words).toContain('redirect_uri')
    expect(page.words).toContain('invalid_request')
    const [trace] = /trc_[0-9a-z]{26}/.exec(page.words) ?? ['none']
    expect(world.log.lines).toContainEqual({
      level: 'info',
      event: 'request.refused',
      facts: expect.objectContaining({
        traceId: trace,
        error: 'invalid_request',
        parameter: 'redirect_uri',
      }) as unknown,
    })
  })
})

describe('after it is proven', () => {
  it('A3: any other parameter twice is invalid_request; only resource may repeat', async () => {
    const twice: Changes = {
      response_type: ['code', 'code'],
      code_challenge_method: ['S256', 'S256'],
      scope: ['files:read', 'files:read'],
      unknown: ['1', '2'],
    }
    for (const name of Object.keys(twice)) {
      expectAnswer(await openUnchanged({ [name]: twice[name] }), world.app, 'invalid_request')
    }
    expectAnswer(await openUnchanged({ state: ['a', 'a'] }), world.app, 'invalid_request', null)
    const both = ['https://files.example/mcp', 'https://notes.example/mcp']
    expect((await open({ resource: both })).words).toContain('Team notes')
  })

  it('A3: a doubled name is seen through its spelling, and in query and body together', async () => {
    const disguised = `${world.app.authorizationUrl()}&st%61te=other`
    expectAnswer(await world.unchanged(() => world.alice.browser.open(disguised)), world.app, 'invalid_request', null)
    const url = world.app.authorizationUrl({ scope: 'files:read' })
    const posted = () => world.alice.browser.postFromElsewhere(url, { scope: 'files:write' })
    expectAnswer(await world.unchanged(posted), world.app, 'invalid_request')
  })

  it('A5: no response type but code, and never a token in a URL', async () => {
    expectAnswer(await openUnchanged({ response_type: undefined }), world.app, 'invalid_request')
    for (const response_type of ['token', 'id_token', 'code token', 'code id_token', 'none', 'CODE']) {
      const page = await openUnchanged({ response_type })
      expectAnswer(page, world.app, 'unsupported_response_type')
      expect(page.left).not.toMatch(/#|access_token|id_token=/)
    }
  })

  it('A6: request objects and unknown response modes are refused, and nothing is fetched', async () => {
    const refusals: readonly (readonly [Changes, string])[] = [
      [{ request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
      [{ request_uri: 'https://evil.example/request' }, 'request_uri_not_supported'],
      [{ response_mode: 'fragment' }, 'invalid_request'],
    ]
    for (const [changes, error] of refusals) expectAnswer(await openUnchanged(changes), world.app, error)
  })

  it('D1: a challenge is asked of every client, public or confidential', async () => {
    const confidential = await world.configure()
    for (const app of [world.app, confidential]) {
      for (const changes of [
        { code_challenge: undefined },
        { code_challenge_method: undefined },
        { code_challenge_method: 'plain' },
      ]) {
        expectAnswer(await world.unchanged(() => open(changes, app)), app, 'invalid_request')
      }
    }
  })

  it('D3: the challenge is 43 base64url characters', async () => {
    for (const code_challenge of [
      'short',
      'A'.repeat(42),
      'A'.repeat(44),
      `${'A'.repeat(42)}=`,
      `${'A'.repeat(42)}+`,
    ]) {
      expectAnswer(await openUnchanged({ code_challenge }), world.app, 'invalid_request')
    }
  })

  it('refuses a resource that nobody registered, and a scope that nobody knows', async () => {
    expectAnswer(await openUnchanged({ resource: 'https://elsewhere.example/mcp' }), world.app, 'invalid_target')
    expectAnswer(await openUnchanged({ scope: 'files:read nonsense' }), world.app, 'invalid_scope')
    expectAnswer(await openUnchanged({ scope: 'notes:read' }), world.app, 'invalid_scope')
  })

  it('refuses what was asked of a server that has moved away meanwhile, and asks nobody about nothing', async () => {
    const consent = await world.alice.signIn(await open({}))
    await world.issuer.resources.put({ ...files, uri: 'https://files.example/moved' }, { traceId: 't', source: 's' })
    expectAnswer(await world.unchanged(() => world.alice.approve(consent)), world.app, 'invalid_target')
  })

  it('A12: prompt=none never shows a page', async () => {
    expectAnswer(await open({ prompt: 'none' }), world.app, 'login_required')
    expectAnswer(await openUnchanged({ prompt: 'none login' }), world.app, 'invalid_request')
    await world.alice.openAccount()
    expectAnswer(await open({ prompt: 'none' }), world.app, 'consent_required')
  })

  it('A12: max_age and prompt=login ask for a fresh sign-in', async () => {
    await world.alice.openAccount()
    world.clock.advance(minutes(10))
    expect((await open({ max_age: '900' })).words).toContain('Allow')
    const stale = await open({ max_age: '300' })
    expect(stale.words).toContain('Sign in')
    expect((await world.alice.signIn(stale)).words).toContain('Allow')
    world.clock.advance(seconds(1))
    expect((await open({ prompt: 'login' })).words).toContain('Sign in')
  })
})

describe('the answer', () => {
  const withQuery = () => world.configure({ redirectUris: ['https://app.example/callback?tenant=7'] })

  it('A8: carries exactly one iss, whatever it says, also when the registered URI has a query', async () => {
    const metadata = await world.request('/.well-known/oauth-authorization-server')
    const { issuer } = (await metadata.json()) as { readonly issuer: string }
    const app = await withQuery()
    const [approved, denied, refused] = [
      await world.alice.approve(await open({}, app)),
      await world.alice.deny(await open({}, app)),
      await open({ response_type: 'token' }, app),
    ]
    for (const page of [approved, denied, refused]) {
      const answer = app.readAnswer(page)
      expect(answer.getAll('iss')).toEqual([issuer])
      expect(answer.get('state')).toBe(app.state)
      expect(answer.get('tenant')).toBe('7')
    }
    expect(issuer).toBe(issuerOfTests)
  })

  it('A8: a redirect URI whose query has a name of the answer is not registered', async () => {
    for (const name of ['code', 'state', 'iss', 'error', 'st%61te']) {
      const redirect_uris = [`https://app.example/callback?${name}=1`]
      await world.unchanged(async () => {
        await expect(world.register({ redirect_uris })).rejects.toThrow('invalid_redirect_uri')
      })
    }
  })

  it('A13: leaves by 303 without a referrer, and no page on the way refers to another origin', async () => {
    const signIn = await open({})
    const consent = await world.alice.signIn(signIn)
    const gone = await world.alice.approve(consent)
    expect(gone.status).toBe(303)
    expect(gone.headers.get('Referrer-Policy')).toBe('no-referrer')
    for (const page of [signIn, consent]) {
      expect(page.html).not.toMatch(/(?:src|href|action|url\()=?["']?(?:https?:)?\/\//)
      expect(page.headers.get('Referrer-Policy')).toBe('same-origin')
      expect(page.headers.get('Cache-Control')).toBe('no-store')
    }
  })

  it('comes as a form when the client asked for form_post', async () => {
    const app = await world.configure()
    const page = await world.alice.approve(await open({ response_mode: 'form_post' }, app))
    const form = page.forms.find(({ action }) => action === app.redirectUri)
    const fields = Object.fromEntries((form?.fields ?? []).map(({ name, value }) => [name, value]))
    expect(fields).toMatchObject({ iss: issuerOfTests, state: app.state })
    expect(await app.redeem(fields['code'] ?? '')).toMatchObject({ scope: 'files:read' })
  })

  it('A14: is a code of 256 bits, kept as a hash only, alive for 60 s', async () => {
    const code = await world.app.sendToSignIn(world.alice)
    const [, secret = ''] = code.split('.')
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32)
    const kept = world.contents()
    expect(kept).not.toContain(secret)
    // The code could be made again from the browser's secret: that is not kept either.
    expect(kept).not.toContain(world.alice.browser.cookies.value('__Host-gatehouse-browser') ?? 'no cookie')
    expect(JSON.parse(kept)).toMatchObject({
      codes: [
        [
          code.split('.')[0],
          {
            clientId: world.app.clientId,
            redirectUri: world.app.redirectUri,
            approved: [{ resource: 'https://files.example/mcp', scopes: ['files:read'] }],
            expiresAt: world.clock.now() + 60,
          },
        ],
      ],
    })
  })
})

describe('methods', () => {
  it('A10: others are 405 with Allow; HEAD leaves nothing behind', async () => {
    const url = world.app.authorizationUrl().slice(world.origin.length)
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const response = await world.unchanged(() => world.request(url, { method }))
      expect(response.status).toBe(405)
      expect(response.headers.get('Allow')).toBe('GET, HEAD, POST')
    }
    const head = await world.unchanged(() => world.request(url, { method: 'HEAD' }))
    expect([head.status, head.headers.get('Set-Cookie')]).toEqual([200, null])
    expect(pendingRows()).toBe(0)
  })

  it('A10: a URL of 64 KB is 414', async () => {
    const response = await world.unchanged(() => world.request(`/authorize?state=${'x'.repeat(64 * 1024)}`))
    expect(response.status).toBe(414)
  })

  it('A10: a POST from another site works like GET: a link that one browser can open once', async () => {
    await world.alice.openAccount()
    const fields = Object.fromEntries(new URL(world.app.authorizationUrl()).searchParams)
    const posted = await world.request('/authorize', { method: 'POST', body: new URLSearchParams(fields) })
    expect(posted.status).toBe(303)
    const link = new URL(posted.headers.get('Location') ?? '', world.origin).href
    const page = await world.alice.browser.open(link)
    expect(page.words).toContain('Allow Example App')
    expect(page.url).not.toContain('handle')
    expectLocalPage(await world.browser('203.0.113.66').open(link))
    const answer = world.app.readAnswer(await world.alice.approve(page))
    expect(await world.app.redeem(answer.get('code') ?? '')).toMatchObject({ scope: 'files:read' })
  })

  it('A10: the form of another site brings no cookie, and is continued where cookies are', async () => {
    await world.alice.openAccount()
    const fields = Object.fromEntries(new URL(world.app.authorizationUrl()).searchParams)
    const page = await world.alice.browser.postFromElsewhere(`${world.origin}/authorize`, fields)
    expect(page.words).toContain('You are signed in as alice')
    expect(formFor(page, '/consent')).toBeDefined()
  })
})
