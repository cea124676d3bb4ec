/** Group H: whom an operator lets in by a document, who an id belongs to, and what a known name is worth. */
import { hasForm } from '@gatehouse/testkit'
import { createBrand } from '../src/pages/brand/brand.ts'
import { beforeEach, describe, expect, it } from 'vitest'
import { callback, documentWorld, expectUnidentified, id, isShown, type DocumentWorld } from './document-world.ts'
import { expectLocalPage, refusedWith } from './outcomes.ts'

let { web, world, app, appAt, serve, open, atConsent }: DocumentWorld = await documentWorld()
beforeEach(async () => {
  ;({ web, world, app, appAt, serve, open, atConsent } = await documentWorld())
})

/** Another server under the same sky. */
const worldWith = (rules: Parameters<typeof documentWorld>[0] = {}) =>
  documentWorld(rules, { fetchDocument: web.fetchDocument })

describe('what an operator decides', () => {
  it('H18: a redirect URI must stand in the document and in the operator’s list', async () => {
    const listed = await worldWith({ redirects: [callback, 'web.example'] })
    // The last one is the scheme of an app, not a host.
    const uris = [callback, 'https://web.example/cb', 'https://other.example/cb', 'web.example:/cb']
    serve({ redirect_uris: uris })
    const pages = await Promise.all(uris.map((uri) => listed.open(listed.appAt(id, uri))))
    expect(pages.map(isShown)).toEqual([true, true, false, false])
    serve({ redirect_uris: [uris[2]] })
    for (const uri of uris) {
      const page = await listed.open(listed.appAt(id, uri))
      expectLocalPage(page)
      expect(page.words).toContain('This answer would go astray')
    }
  })

  it('H18: this computer is on the list by its name, whatever the port', async () => {
    serve({ redirect_uris: ['http://127.0.0.1/callback', callback] })
    const listed = await worldWith({ redirects: ['localhost'] })
    expect(isShown(await listed.open(listed.appAt(id, 'http://127.0.0.1:50123/callback')))).toBe(true)
    expectLocalPage(await listed.open())
  })

  it('lets in nobody, or only those who are listed', async () => {
    const off = await worldWith({ accept: 'off' })
    expectUnidentified(await off.open())
    const known = await worldWith({ accept: 'known', hosts: ['*.example.org'] })
    expectUnidentified(await known.open())
    expect(web.asked).toEqual([])
    const [below, itself] = ['https://app.example.org/c', 'https://example.org/c']
    for (const url of [below, itself]) web.serveClient(url, { redirect_uris: [callback] })
    expect(isShown(await known.open(known.appAt(below, callback)))).toBe(true)
    expectUnidentified(await known.open(known.appAt(itself, callback)))
    const preset = (clientId: string) => ({ name: 'App', clientIds: [clientId], redirectUris: [], isVouchedFor: false })
    for (const [clientId, isLetIn] of [
      ['https://app.example/*/client.json', false],
      [id, true],
    ] as const) {
      const here = await worldWith({ accept: 'known', known: [preset(clientId)] })
      expect([clientId, isShown(await here.open())]).toEqual([clientId, isLetIn])
    }
  })

  it('keeps blocked hosts out, with the tokens that they have', async () => {
    const tokens = await app.redeem(await app.sendToSignIn(world.alice))
    const blocking = await documentWorld({ blockedHosts: ['app.example'] }, { store: world.store, isClaimed: false })
    await expect(blocking.app.refresh(tokens)).rejects.toMatchObject(refusedWith(401, 'invalid_client'))
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
    redirectUris: [callback, 'http://127.0.0.1:50123/callback', 'https://app.example/connector/*'],
    isVouchedFor: true,
  }
  const monograms = new Map([[known.name, { letter: 'K', tone: 'sky' } as const]])
  const needs = { brand: createBrand({ name: 'Gatehouse', monograms }) }
  const sign = 'class="tile tone-sky"'
  const shown = async (redirectUri: string, url = id, change: Partial<typeof known> = {}) => {
    const here = await documentWorld({ known: [{ ...known, ...change }] }, { fetchDocument: web.fetchDocument, needs })
    const redirect_uris = [callback, 'http://127.0.0.1/callback', 'https://app.example/other', redirectUri]
    web.serveClient(url, { client_name: 'Anything', redirect_uris: [...new Set(redirect_uris)] })
    return here.atConsent(here.appAt(url, redirectUri))
  }

  it('is shown under that name, verified by its host, where id and redirect URI fit', async () => {
    for (const page of [
      await shown(callback),
      await shown('https://app.example/connector/x1'),
      await shown(callback, 'https://app.example/x1/client.json'),
    ]) {
      expect(page.words).toContain('Known App')
      expect(page.words).toContain('known to belong to app.example')
      expect(page.html).toContain(sign)
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
      expect(page.html).not.toContain(sign)
    }
  })

  it('H15: keeps its sign to itself: who only takes its name gets the name, unverified', async () => {
    const here = await documentWorld({ known: [known] }, { fetchDocument: web.fetchDocument, needs })
    const url = 'https://thief.example/client.json'
    web.serveClient(url, { client_name: known.name, redirect_uris: [callback] })
    const page = await here.atConsent(here.appAt(url, callback))
    expect(page.words).toContain(`${known.name} Name not verified`)
    expect(page.html).not.toContain(sign)
    const registered = await here.world.register({ client_name: known.name, redirect_uris: [callback] })
    expect((await here.atConsent(registered)).html).not.toContain(sign)
  })

  it('is asked like any other: nothing is silent, and its apps page knows it, too', async () => {
    const here = await worldWith({ known: [known] })
    const one = here.app
    for (const _ of [1, 2]) expect(hasForm(await here.atConsent(one), '/consent')).toBe(true)
    await one.redeem(await one.sendToSignIn(here.world.alice))
    expect((await here.world.alice.openAccount()).words).toContain('Known App')
  })
})
