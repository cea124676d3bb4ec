import express from 'express'
import { Hono } from 'hono'
import { afterEach, describe, expect, it } from 'vitest'
import { protect as protectExpress } from '../src/adapters/express.ts'
import { protect as protectHono } from '../src/adapters/hono.ts'
import { createGuard } from '../src/index.ts'
import { createSigner, goodClaims, issuer, localIssuer, sign, start } from './local-issuer.ts'
import type { Opened } from './suite/adapter.ts'
import { openOnSockets } from './suite/on-sockets.ts'
import { openOnWeb } from './suite/on-web.ts'

const host = 'https://notes.example'
const names = ['notes', 'mail'] as const
const wellKnown = '/.well-known/oauth-protected-resource'
const nobody = { handled: [], close: () => undefined }

const signer = await createSigner()
const optionsFor = (name: string) => ({
  resource: `${host}/${name}`,
  issuer,
  scopes: [`${name}:read`],
  isOnlyResource: false,
  fetch: localIssuer([signer.jwk]).fetch,
  now: () => start + 1,
})

/** Two guards on one host, in each way of routing. */
const hosts: Readonly<Record<string, () => Opened | Promise<Opened>>> = {
  'web Request'() {
    const guards = names.map((name) => ({ path: `/${name}`, guard: createGuard(optionsFor(name)) }))
    return openOnWeb(async (request) => {
      for (const { guard } of guards) {
        const document = await guard.discover(request)
        if (document) return document
      }
      const { pathname } = new URL(request.url)
      const found = guards.find(({ path }) => pathname === path || pathname.startsWith(`${path}/`))
      return found ? found.guard.handle(request, () => new Response(found.path)) : new Response(null, { status: 404 })
    }, nobody)
  },
  Hono() {
    const app = new Hono()
    const guards = names.map((name) => ({ path: `/${name}`, guard: protectHono(optionsFor(name)) }))
    for (const { guard } of guards) app.use(guard.discovery)
    for (const { path, guard } of guards) app.use(`${path}/*`, guard).all(path, (c) => c.text(path))
    return openOnWeb((request) => app.fetch(request), nobody)
  },
  Express() {
    const app = express()
    const guards = names.map((name) => ({ path: `/${name}`, guard: protectExpress(optionsFor(name)) }))
    app.use(guards.map(({ guard }) => guard.discovery))
    for (const { path, guard } of guards) app.use(path, guard, (_, response) => void response.end(path))
    return openOnSockets(app, nobody)
  },
}

let opened: Opened
afterEach(() => opened.close())

describe.each(Object.entries(hosts))('two resources on one host, %s', (_, open) => {
  it('R23: each has its own document at its own place, and the host itself speaks for none', async () => {
    opened = await open()
    for (const name of names) {
      for (const target of [`${wellKnown}/${name}`, `/${name}${wellKnown}`]) {
        const response = await opened.call({ method: 'GET', target, headers: { 'x-forwarded-host': 'evil.example' } })
        expect(await response.json()).toMatchObject({
          resource: `${host}/${name}`,
          scopes_supported: [`${name}:read`],
        })
      }
    }
    for (const target of [wellKnown, `${wellKnown}/other`, '/.well-known/openid-configuration'])
      expect((await opened.call({ method: 'GET', target })).status).toBe(404)
  })

  it('R7: a token for one is worth nothing at the other, and each refusal points home', async () => {
    opened = await open()
    const token = await sign(signer, goodClaims({ aud: `${host}/notes`, scope: 'notes:read mail:read' }))
    const headers = { authorization: `Bearer ${token}` }
    expect(await (await opened.call({ target: '/notes', headers })).text()).toBe('/notes')
    const refusal = await opened.call({ target: '/mail', headers })
    expect(refusal.status).toBe(401)
    const pointer = /resource_metadata="([^"]+)"/.exec(refusal.headers.get('www-authenticate') ?? '')?.[1] ?? ''
    const document = await opened.call({ method: 'GET', target: pointer.slice(host.length) })
    expect(await document.json()).toMatchObject({ resource: `${host}/mail` })
  })
})
