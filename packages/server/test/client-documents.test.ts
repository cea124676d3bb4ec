/** Group H: clients that are known by the document at the URL that is their id. Their host is a web without sockets; the guarded way out has tests of its own. */
import type { Policy } from '@gatehouse/issuer/policy'
import { days, hours, seconds } from '@gatehouse/protocol/time'
import {
  hasForm,
  keyHolder,
  smallWeb,
  smallWorld,
  type App,
  type Page,
  type SmallWeb,
  type World,
} from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectLocalPage, refusedWith } from './outcomes.ts'

const id = 'https://app.example/client.json'
const callback = 'https://app.example/callback'
const rules: Policy['clientDocuments'] = { accept: 'any', hosts: [], blockedHosts: [], redirects: [], known: [] }

let web: SmallWeb
let world: World
let app: App
beforeEach(async () => {
  web = smallWeb()
  world = await worldWith()
  app = appAt()
  serve()
})

const worldWith = (clientDocuments: Partial<Policy['clientDocuments']> = {}, issuer = 'https://auth.example') =>
  smallWorld({
    issuer,
    fetchDocument: web.fetchDocument,
    policy: { clientDocuments: { ...rules, ...clientDocuments } },
  })
const appAt = (clientId = id, redirectUri = callback, within = world) => within.actor({ clientId, redirectUri })
const serve = (members: Readonly<Record<string, unknown>> = {}, headers = {}) =>
  web.serveClient(id, { client_name: 'Document App', redirect_uris: [callback], ...members }, headers)
const open = (by = app, person = world.alice): Promise<Page> => person.browser.open(by.authorizationUrl())
const atConsent = async (by = app, person = world.alice): Promise<Page> => {
  const page = await open(by, person)
  return hasForm(page, '/sign-in') ? person.signIn(page) : page
}
const isShown = (page: Page) => hasForm(page, '/sign-in') || hasForm(page, '/consent')
/** What a person sees, without the name of the request. */
const faceOf = (page: Page) => [page.status, page.html.replaceAll(/trc_[0-9a-z]+/g, 'trc')] as const
const expectUnidentified = (page: Page) => {
  expectLocalPage(page)
  expect(page.words).toContain('This app could not be identified')
}

describe('a client with a document', () => {
  it('gets in without being registered by anybody, and its document is read once', async () => {
    serve({}, { cacheControl: 'max-age=600' })
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    await app.refresh(tokens)
    await app.revoke(tokens.access_token)
    expect(web.asked).toEqual([id])
    expect(await world.journal()).toContain('client.document-read')
  })

  it('is shown by the host of its id, and its name as unverified', async () => {
    const page = await atConsent()
    expect(page.words).toContain('Name not verified')
    expect(page.words).toContain('Identified by app.example')
  })

  it('is asked for once by those who come together', async () => {
    const { release } = web.hold()
    const bob = await world.person('bob')
    const opening = [open(), open(app, bob), open()]
    while (web.asked.length === 0) await new Promise(setImmediate)
    release()
    expect((await Promise.all(opening)).map(isShown)).toEqual([true, true, true])
    expect(web.asked).toEqual([id])
  })

  it('H1: a URL that names something else gets a page of ours, and nobody is asked', async () => {
    const own = await worldWith({}, 'https://app.example/auth')
    expectUnidentified(await own.unchanged(() => open(appAt(id, callback, own), own.alice)))
    for (const url of [
      'http://app.example/client.json',
      'https://app.example',
      'https://app.example/client.json#x',
      'https://user@app.example/client.json',
      'https://app.example/x/../client.json',
      'https://app.example/x/%2e%2e/client.json',
      'https://app.example/client.json?',
      'https://app.example./client.json',
      'https://127.0.0.1/client.json',
      'https://[::1]/client.json',
      'https://2130706433/client.json',
      'HTTPS://app.example/client.json',
      'https:app.example/client.json',
      'https://auth.example/client.json',
      `https://app.example/${'x'.repeat(3000)}`,
    ]) {
      web.serveClient(url, { redirect_uris: [callback] })
      expectUnidentified(await world.unchanged(() => open(appAt(url))))
    }
    expect(web.asked).toEqual([])
  })

  it('H2: a document whose client_id differs in one byte is somebody else’s', async () => {
    for (const other of [
      `${id}/`,
      id.replace('/c', '/C'),
      id.replace('.example', '.example:443'),
      id.replace('c', '%63'),
    ]) {
      const here = await worldWith()
      serve({ client_id: other })
      expectUnidentified(await here.unchanged(() => open(appAt(id, callback, here), here.alice)))
    }
  })

  it('H14: whatever goes wrong, the page is the same, and the log knows why', async () => {
    const failures: readonly (() => void)[] = [
      () => web.answer(id, { outcome: 'failed', reason: 'the address is private' }),
      () => web.answer(id, { outcome: 'failed', reason: 'status 302' }),
      () => web.answer(id, { outcome: 'overBudget', retryAfter: seconds(9) }),
      () => web.serve(id, '<html>'),
      () => web.serve(id, `{"client_id":"${id}","client_id":"${id}"}`),
      () => serve({ client_id: 'https://app.example/other.json' }),
      () => serve({ redirect_uris: [] }),
      () => serve({ client_secret: 'x' }),
      () => serve({ client_uri: 'x'.repeat(6000) }),
    ]
    const faces: unknown[] = []
    for (const fail of failures) {
      const here = await worldWith()
      fail()
      faces.push(faceOf(await here.unchanged(() => open(appAt(id, callback, here), here.alice))))
      expect(here.log.lines.find(({ event }) => event === 'request.refused')?.facts['cause']).toBeInstanceOf(Error)
    }
    const closed = await worldWith({ blockedHosts: ['app.example'] })
    faces.push(faceOf(await open(appAt(id, callback, closed), closed.alice)))
    faces.push(faceOf(await open(appAt('https://127.0.0.1/client.json'))))
    expect(new Set(faces.map((face) => JSON.stringify(face))).size).toBe(1)
  })

  it('H15: a document that holds a secret, a symmetric method, a private key or a redirect URI that runs lets nobody in', async () => {
    for (const members of [
      { client_secret: 'x' },
      { token_endpoint_auth_method: 'client_secret_post' },
      { jwks: { keys: [keyHolder().privateJwk] }, token_endpoint_auth_method: 'private_key_jwt' },
      { redirect_uris: [callback, 'javascript:alert(1)'] },
    ]) {
      const here = await worldWith()
      serve(members)
      expectUnidentified(await here.unchanged(() => open(appAt(id, callback, here), here.alice)))
    }
  })

  it('H15: what only an operator gives is ignored, and nothing that it names is fetched', async () => {
    serve({
      isFirstParty: true,
      is_verified: true,
      skip_consent: true,
      provenance: 'configured',
      logo_uri: 'https://app.example/logo.png',
      jwks_uri: 'https://app.example/jwks.json',
      token_endpoint_auth_methods_supported: ['none'],
    })
    const page = await atConsent()
    expect(page.words).toContain('Name not verified')
    const [stored] = (await world.issuer.clients.list()).filter(({ provenance }) => provenance === 'document')
    expect(stored).toMatchObject({ isFirstParty: false, isVerified: false, machineAccess: [], authentication: 'none' })
    expect(web.asked).toEqual([id])
  })
})

describe('how long a document is believed', () => {
  const asks = async () => {
    const before = web.asked.length
    expect(isShown(await open())).toBe(true)
    return web.asked.length - before
  }

  it('H19: as long as its host says, to the second', async () => {
    serve({}, { cacheControl: 'max-age=600' })
    expect(await asks()).toBe(1)
    world.clock.advance(seconds(599))
    expect(await asks()).toBe(0)
    world.clock.advance(seconds(1))
    expect(await asks()).toBe(1)
  })

  it('H19: a day at most, and not at all when its host forbids it or speaks in riddles', async () => {
    serve({}, { cacheControl: 'max-age=1000000000000' })
    expect(await asks()).toBe(1)
    world.clock.advance(seconds(hours(24) - 1))
    expect(await asks()).toBe(0)
    world.clock.advance(seconds(1))
    const riddles = ['no-store', 'private, max-age=600', 'max-age=-600', 'max-age=600, max-age=600']
    for (const headers of [
      ...riddles.map((cacheControl) => ({ cacheControl })),
      { cacheControl: 'max-age=600', vary: '*' },
    ]) {
      serve({}, headers)
      expect([headers, await asks(), await asks()]).toEqual([headers, 1, 1])
    }
  })

  it('H19: a failure is not tried again for half a minute', async () => {
    web.down()
    expectUnidentified(await open())
    web.up()
    expectUnidentified(await open())
    expect(web.asked).toHaveLength(1)
    world.clock.advance(seconds(30))
    expect(isShown(await open())).toBe(true)
  })

  it('H19: when its host is silent a client that nobody uses stays out; one in use gets in for a week, and its refreshes go on', async () => {
    expect(isShown(await open())).toBe(true)
    web.down()
    expectUnidentified(await open())
    web.up()
    world.clock.advance(seconds(30))
    let tokens = await app.redeem(await app.sendToSignIn(world.alice))
    web.down()
    world.clock.advance(seconds(days(7) - 1))
    expect(isShown(await open())).toBe(true)
    tokens = await app.refresh(tokens)
    world.clock.advance(seconds(1))
    expectUnidentified(await open())
    await app.refresh(tokens)
  })

  it('H19: a document that says something else is heard, also from a client in use', async () => {
    await app.redeem(await app.sendToSignIn(world.alice))
    serve({ client_id: 'https://app.example/moved.json' })
    expectUnidentified(await open())
  })

  it('H19: no old copy passes an admin’s block', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const waiting = await atConsent()
    await world.store.forTenant('main').clients.setDisabled(id as never, world.clock.now(), [])
    expectUnidentified(await open())
    web.down()
    expectUnidentified(await open())
    expectLocalPage(await world.alice.approve(waiting))
    await expect(app.refresh(tokens)).rejects.toMatchObject(refusedWith(401, 'invalid_client'))
  })
})

describe('a document that changes', () => {
  it('H17: on the way, the person decides about what asked, and the code is redeemed as that', async () => {
    const page = await atConsent()
    serve({ client_name: 'Another App', redirect_uris: ['https://app.example/elsewhere'], ...withKeys().members })
    const bob = await world.person('bob')
    expectLocalPage(await open(app, bob))
    const [stored] = (await world.issuer.clients.list()).filter(({ provenance }) => provenance === 'document')
    expect(stored).toMatchObject({ name: 'Another App', authentication: 'key' })
    const again = await world.alice.browser.open(page.url, 'here')
    expect([again.words.includes('Document App'), again.words.includes('Another App')]).toEqual([true, false])
    const asked = web.asked.length
    const code = app.readAnswer(await world.alice.approve(again)).get('code') ?? ''
    const tokens = await app.refresh(await app.redeem(code))
    await app.revoke(tokens.refresh_token ?? '')
    expect(web.asked).toHaveLength(asked)
  })

  it('H17: what began with keys is not finished without them', async () => {
    const { members, assertion } = withKeys()
    serve(members)
    const signing = world.actor({ clientId: id, redirectUri: callback, assertion })
    const code = await signing.sendToSignIn(world.alice)
    const refusal = refusedWith(401, 'invalid_client')
    await expect(app.redeem(code)).rejects.toMatchObject(refusal)
    const tokens = await signing.redeem(code)
    await expect(app.refresh(tokens)).rejects.toMatchObject(refusal)
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      await expect(app.revoke(token)).rejects.toMatchObject(refusal)
      expect((await app.post('/introspect', { token })).status).toBe(401)
    }
    serve()
    const bob = await world.person('bob')
    await open(app, bob)
    // Now the document asks for no keys any more: the code and grant that were made with them are worth nothing without.
    await expect(app.refresh(tokens)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
    for (const token of [tokens.access_token, tokens.refresh_token ?? '']) {
      await expect(app.revoke(token)).rejects.toMatchObject(refusal)
    }
    serve(members)
    await open(app, bob)
    await signing.refresh(tokens)
  })

  it('H17: what began without keys goes on without them, and only that', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const { members, assertion } = withKeys()
    serve(members)
    const signing = world.actor({ clientId: id, redirectUri: callback, assertion })
    const bob = await world.person('bob')
    const bobs = await signing.redeem(await signing.sendToSignIn(bob))
    await app.refresh(tokens)
    await expect(app.refresh(bobs)).rejects.toMatchObject(refusedWith(401, 'invalid_client'))
    expect((await app.post('/revoke', { token: 'nothing of anybody' })).status).toBe(401)
    await signing.refresh(bobs)
  })

  const withKeys = () => {
    const keys = keyHolder()
    let count = 0
    return {
      members: { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [keys.publicJwk] } },
      assertion: () => {
        count += 1
        const now = world.clock.now()
        return keys.sign({ iss: id, sub: id, aud: 'https://auth.example', exp: now + 60, jti: `jti-${count}` })
      },
    }
  }
})

describe('what an operator decides', () => {
  it('H18: a redirect URI must stand in the document and in the operator’s list', async () => {
    const listed = await worldWith({ redirects: [callback, 'web.example'] })
    const uris = [callback, 'https://web.example/cb', 'https://other.example/cb']
    serve({ redirect_uris: uris })
    const pages = await Promise.all(uris.map((uri) => open(appAt(id, uri, listed), listed.alice)))
    expect(pages.map(isShown)).toEqual([true, true, false])
    serve({ redirect_uris: [uris[2]] })
    for (const uri of uris) {
      const page = await open(appAt(id, uri, listed), listed.alice)
      expectLocalPage(page)
      expect(page.words).toContain('This answer would go astray')
    }
  })

  it('H18: this computer is on the list by its name, whatever the port', async () => {
    serve({ redirect_uris: ['http://127.0.0.1/callback', callback] })
    const listed = await worldWith({ redirects: ['localhost'] })
    expect(isShown(await open(appAt(id, 'http://127.0.0.1:50123/callback', listed), listed.alice))).toBe(true)
    expectLocalPage(await open(appAt(id, callback, listed), listed.alice))
  })

  it('lets in nobody, or only those who are listed', async () => {
    const off = await worldWith({ accept: 'off' })
    expectUnidentified(await open(appAt(id, callback, off), off.alice))
    const known = await worldWith({ accept: 'known', hosts: ['*.example.org'] })
    expectUnidentified(await open(appAt(id, callback, known), known.alice))
    expect(web.asked).toEqual([])
    const [below, itself] = ['https://app.example.org/c', 'https://example.org/c']
    for (const url of [below, itself]) web.serveClient(url, { redirect_uris: [callback] })
    expect(isShown(await open(appAt(below, callback, known), known.alice))).toBe(true)
    expectUnidentified(await open(appAt(itself, callback, known), known.alice))
    const preset = (clientId: string) => ({ name: 'App', clientIds: [clientId], redirectUris: [], isVouchedFor: false })
    for (const [clientId, isLetIn] of [
      ['https://app.example/*/client.json', false],
      [id, true],
    ] as const) {
      const here = await worldWith({ accept: 'known', known: [preset(clientId)] })
      expect([clientId, isShown(await open(appAt(id, callback, here), here.alice))]).toEqual([clientId, isLetIn])
    }
  })

  it('keeps blocked hosts out, with the tokens that they have', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const blocking = await smallWorld({
      store: world.store,
      isClaimed: false,
      fetchDocument: web.fetchDocument,
      policy: { clientDocuments: { ...rules, blockedHosts: ['app.example'] } },
    })
    const blocked = appAt(id, callback, blocking)
    await expect(blocked.refresh(tokens)).rejects.toMatchObject(refusedWith(401, 'invalid_client'))
  })
})

describe('who an id belongs to', () => {
  it('H20: a URL that an operator wrote down is that client, and its document is never asked for', async () => {
    const configured = await world.configure({ id, redirectUris: ['https://company.example/callback'] })
    expectLocalPage(await open())
    expect((await open(configured)).words).toContain('Company App')
    expect(web.asked).toEqual([])
    await configured.redeem(await configured.sendToSignIn(world.alice))
  })

  it('H20: an operator does not get the id of a client that came by its document, with the grants it has', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    await expect(world.configure({ id })).rejects.toMatchObject({ code: 'invalid_client_metadata' })
    await app.refresh(tokens)
  })

  it('H20: while a document is on its way the operator’s word still wins', async () => {
    const { release } = web.hold()
    const opening = open()
    while (web.asked.length === 0) await new Promise(setImmediate)
    await world.configure({ id, redirectUris: ['https://company.example/callback'] })
    release()
    expectLocalPage(await opening)
    const [stored] = (await world.issuer.clients.list()).filter((client) => client.id === id)
    expect(stored).toMatchObject({ provenance: 'configured', name: 'Company App' })
  })

  it('H20: where the answer stays on this computer the page warns twice, and asks each time', async () => {
    const local = 'http://127.0.0.1:50123/callback'
    serve({ redirect_uris: ['http://127.0.0.1/callback'] })
    const native = appAt(id, local)
    for (const _ of [1, 2]) {
      const page = await atConsent(native)
      expect(page.words).toContain('Any program on this computer could be asking')
      expect(page.words).toContain('You are asked each time')
      expect(page.words).not.toContain('You have allowed exactly this before')
      native.readAnswer(await world.alice.approve(page))
    }
    serve()
    app.readAnswer(await world.alice.approve(await atConsent()))
    expect((await atConsent()).words).toContain('You have allowed exactly this before')
  })

  it('H20: another program under the same id is offered nothing that the first one has', async () => {
    serve({ redirect_uris: ['http://127.0.0.1/callback'] })
    const native = appAt(id, 'http://127.0.0.1:50123/callback')
    await native.redeem(await native.sendToSignIn(world.alice, { scope: 'files:read files:write' }))
    const page = await world.alice.browser.open(native.authorizationUrl({ scope: 'files:read' }))
    expect(page.words).not.toContain('Create, change and delete files')
  })

  it('H22: who ends one installation leaves the others alive', async () => {
    const bob = await world.person('bob')
    const first = await app.redeem(await app.sendToSignIn(world.alice))
    const second = await app.redeem(await app.sendToSignIn(world.alice))
    const bobs = await app.redeem(await app.sendToSignIn(bob))
    await app.revoke(first.refresh_token ?? '')
    await expect(app.refresh(first)).rejects.toMatchObject(refusedWith(400, 'invalid_grant'))
    await app.refresh(second)
    await app.refresh(bobs)
  })
})

describe('a client that is known before it comes', () => {
  const known = {
    name: 'Known App',
    clientIds: [id, 'https://app.example/*/client.json'],
    redirectUris: [callback, 'http://127.0.0.1/callback', 'https://app.example/connector/*'],
    isVouchedFor: true,
  }
  const shown = async (redirectUri: string, url = id, change: Partial<typeof known> = {}) => {
    const here = await worldWith({ known: [{ ...known, ...change }] })
    const redirect_uris = [callback, 'http://127.0.0.1/callback', 'https://app.example/other', redirectUri]
    web.serveClient(url, { client_name: 'Anything', redirect_uris: [...new Set(redirect_uris)] })
    return atConsent(appAt(url, redirectUri, here), here.alice)
  }

  it('is shown under that name, verified by its host, where id and redirect URI fit', async () => {
    for (const page of [
      await shown(callback),
      await shown('https://app.example/connector/x1'),
      await shown(callback, 'https://app.example/x1/client.json'),
    ]) {
      expect(page.words).toContain('Known App')
      expect(page.words).toContain('Verified by its host: app.example')
    }
  })

  it('is shown like any other where one of them does not, and where nobody vouches', async () => {
    for (const page of [
      await shown('https://app.example/other'),
      await shown('https://app.example/connector/x1/y'),
      await shown('http://127.0.0.1:50123/callback'),
      await shown(callback, 'https://app.example/x/y/client.json'),
      await shown(callback, id, { isVouchedFor: false }),
    ]) {
      expect(page.words).toContain('Anything')
      expect(page.words).toContain('Name not verified')
    }
  })

  it('is asked like any other: nothing is silent, and its apps page knows it, too', async () => {
    const here = await worldWith({ known: [known] })
    const one = appAt(id, callback, here)
    for (const _ of [1, 2]) expect(hasForm(await atConsent(one, here.alice), '/consent')).toBe(true)
    await one.redeem(await one.sendToSignIn(here.alice))
    expect((await here.alice.openAccount()).words).toContain('Known App')
  })
})
