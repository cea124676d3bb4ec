/** Group H: clients that are known by the document at the URL that is their id. Their host is a web without sockets; the guarded way out has tests of its own. */
import { seconds } from '@gatehouse/protocol/time'
import { keyHolder, type Page } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { callback, documentWorld, expectUnidentified, id, isShown, type DocumentWorld } from './document-world.ts'

let { web, world, app, appAt, serve, open, atConsent }: DocumentWorld = await documentWorld()
beforeEach(async () => {
  ;({ web, world, app, appAt, serve, open, atConsent } = await documentWorld())
})

/** Another server under the same sky. */
const worldWith = (rules: Parameters<typeof documentWorld>[0] = {}) =>
  documentWorld(rules, { fetchDocument: web.fetchDocument })

/** What a person sees, without the name of the request. */
const faceOf = (page: Page) => [page.status, page.html.replaceAll(/trc_[0-9a-z]+/g, 'trc')] as const

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
    const own = await documentWorld({}, { issuer: 'https://app.example/auth' })
    expectUnidentified(await own.world.unchanged(() => own.open()))
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
      const here = await documentWorld()
      here.serve({ client_id: other })
      expectUnidentified(await here.world.unchanged(() => here.open()))
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
      faces.push(faceOf(await here.world.unchanged(() => here.open())))
      expect(here.world.log.lines.find(({ event }) => event === 'request.refused')?.facts['cause']).toBeInstanceOf(
        Error,
      )
    }
    const closed = await worldWith({ blockedHosts: ['app.example'] })
    faces.push(faceOf(await closed.open()))
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
      expectUnidentified(await here.world.unchanged(() => here.open()))
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
