/** Group E: where an answer may go, at registration and at every request. */
import { smallWorld, type App, type World } from '@gatehouse/testkit'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectLocalPage } from './outcomes.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const openWith = (app: App, redirect_uri: string) => world.alice.browser.open(app.authorizationUrl({ redirect_uri }))
const expectNowhere = async (app: App, uris: readonly string[]): Promise<void> => {
  for (const uri of uris) expectLocalPage(await world.unchanged(() => openWith(app, uri)))
}
const isAsked = async (app: App, uri: string): Promise<boolean> => (await openWith(app, uri)).words.includes('Sign in')
const register = (...redirect_uris: readonly unknown[]) => world.register({ redirect_uris })
const expectRefused = async (...lists: readonly (readonly unknown[])[]): Promise<void> => {
  for (const uris of lists) {
    await world.unchanged(() => expect(register(...uris)).rejects.toThrow('"error":"invalid_redirect_uri"'))
  }
}

describe('a request', () => {
  const web = 'https://app.example/cb'

  it('E1: matches by the byte: suffix, query, fragment, slash and case are other URIs', async () => {
    const app = await register(web)
    expect(await isAsked(app, web)).toBe(true)
    await expectNowhere(app, [
      `${web}x`,
      `${web}?a=1`,
      `${web}?`,
      `${web}#f`,
      `${web}/`,
      'https://app.example/CB',
      'https://app.example/',
    ])
    await expectNowhere(app, [
      'https://APP.example/cb',
      'HTTPS://app.example/cb',
      'https://app.example:443/cb',
      'http://app.example/cb',
    ])
  })

  it('E2: other hosts behind disguises', async () => {
    const app = await register(web)
    await expectNowhere(app, [
      'https://app.example@evil.example/cb',
      'https://evil.example\\@app.example/cb',
      'https://app.example.evil.example/cb',
      'https://app.example%2eevil.example/cb',
      'https:///cb',
      'https:cb',
      '//app.example/cb',
      'https://app.example/cb\r\nSet-Cookie: a=b',
    ])
  })

  it('E3: nothing is normalised before it is compared', async () => {
    const app = await register(web)
    await expectNowhere(app, [
      'https://app.example/x/../cb',
      'https://app.example/%2e%2e/cb',
      'https://app.example/..;/cb',
      'https://app.example//cb',
      'https://app.example/%63b',
      'https://app.example/./cb',
    ])
  })

  it('E5: the port is free for localhost only if localhost was registered', async () => {
    const numeric = await register('http://127.0.0.1/cb')
    const named = await register('http://localhost/cb')
    expect(await isAsked(named, 'http://localhost:3118/cb')).toBe(true)
    await expectNowhere(numeric, ['http://localhost/cb', 'http://localhost:3118/cb'])
    await expectNowhere(named, [
      'http://127.0.0.1/cb',
      'http://localhost.evil.example/cb',
      'http://localhost@evil.example/cb',
      'http://localhost./cb',
      'https://localhost:3118/cb',
    ])
  })

  it('E6: IPv6 loopback in its one spelling', async () => {
    const app = await register('http://[::1]/cb')
    expect(await isAsked(app, 'http://[::1]:9/cb')).toBe(true)
    await expectNowhere(app, [
      'http://[0:0:0:0:0:0:0:1]/cb',
      'http://[::ffff:127.0.0.1]/cb',
      'http://[::1%25lo]/cb',
      'http://[::2]/cb',
    ])
  })

  it('E7: IPv4 loopback in its one spelling, with a real port', async () => {
    const app = await register('http://127.0.0.1/cb')
    expect(await isAsked(app, 'http://127.0.0.1:65535/cb')).toBe(true)
    const hosts = ['127.1', '2130706433', '0x7f.1', '0177.0.0.1', '127.0.0.1.', '127.0.0.2']
    await expectNowhere(
      app,
      hosts.map((host) => `http://${host}/cb`),
    )
    await expectNowhere(
      app,
      ['0', '99999', '80@evil.example', '-1', '8 0'].map((port) => `http://127.0.0.1:${port}/cb`),
    )
  })
})

describe('a registration', () => {
  it('E8: http is for this computer only', async () => {
    await expectRefused(['http://app.example/cb'], ['http://10.0.0.1/cb'], ['http://127.0.0.1.evil.example/cb'])
  })

  it('E9: one dangerous URI refuses all, whatever its disguise', async () => {
    const dangerous = [
      'javascript:alert(1)',
      'JaVa\tScript:alert(1)',
      ' javascript:alert(1)',
      '\u0001javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'file:///etc/passwd',
      'blob:https://app.example/1',
      'about:blank',
      'https://app.example/cb\n',
      'https://user@app.example/cb',
    ]
    await expectRefused(...dangerous.map((uri) => ['https://app.example/cb', uri]))
  })

  it('E10: reverse-domain schemes from anyone, undotted ones from the operator’s list, neither ever silent', async () => {
    const app = await register('com.example.app:/cb')
    expect(await isAsked(app, 'com.example.app:/cb')).toBe(true)
    const cursor = await register('cursor://anysphere.cursor-mcp/oauth/callback')
    expect(await isAsked(cursor, cursor.redirectUri)).toBe(true)
    await expectRefused(['unknown://callback'], ['vscode://callback'])
    const code = await cursor.sendToSignIn(world.alice)
    expect(await cursor.redeem(code)).toMatchObject({ token_type: 'Bearer' })
    expect((await openWith(cursor, cursor.redirectUri)).words).toContain('Continue as alice')
  })

  it('E10: one that is merely unacceptable is left out beside good ones', async () => {
    const app = await register(
      'http://127.0.0.1:33418/',
      'https://app.example/cb',
      'odd://callback',
      'http://app.example/cb',
    )
    const kept = JSON.parse(world.contents()) as {
      readonly clients: readonly (readonly [string, { redirectUris: string[] }])[]
    }
    expect(kept.clients.find(([id]) => id === app.clientId)?.[1].redirectUris).toEqual([
      'http://127.0.0.1:33418/',
      'https://app.example/cb',
    ])
  })

  it('E11: lists and texts that are none', async () => {
    const many = Array.from({ length: 21 }, (_, at) => `https://app.example/${at}`)
    await expectRefused(
      [],
      many,
      [1],
      [undefined],
      [['https://app.example/cb']],
      ['https://app.example/cb', 'https://app.example/cb'],
    )
    await expectRefused(
      ['https://*.example/cb'],
      ['https://app.example/.*'],
      ['/cb'],
      [`https://app.example/${'x'.repeat(2001)}`],
    )
    await expectRefused(['https://app.example/cb#f'], ['https://app.example:0/cb'], [''])
  })
})
