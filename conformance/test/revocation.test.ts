/** A person disconnects an app on the account page: the next call at a server in another process is refused within seconds, although its tokens are JWTs. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { createAppActor, createBrowser, createPerson, formFor, type App, type Person } from '@gatehouse/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { person, startProduct, type Product } from './world/product.ts'
import { freePort } from './world/program.ts'

const program = fileURLToPath(new URL('world/guarded-server.ts', import.meta.url))
const callback = 'http://127.0.0.1:51234/callback'
const overTheWire = (request: Request): Promise<Response> => fetch(request, { redirect: 'manual' })

const servers = ['poll', 'stream'] as const
let product: Product
let resources: Readonly<Record<string, string>>
const children: ChildProcess[] = []

const startGuarded = async (via: string): Promise<void> => {
  const environment = { ...process.env, RESOURCE: resources[via], ISSUER: product.issuer, VIA: via }
  const child = spawn(process.execPath, [program], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
  children.push(child)
  await once(child.stdout ?? child, 'data')
}

beforeAll(async () => {
  const ports = await Promise.all(servers.map(freePort))
  resources = Object.fromEntries(servers.map((via, index) => [via, `http://localhost:${ports[index]}/mcp`]))
  const scopes = [{ name: 'notes:read', description: 'Read your notes' }]
  const declared = servers.map((via) => ({ name: `notes-by-${via}`, url: resources[via], scopes }))
  product = await startProduct({ GATEHOUSE_SERVERS: JSON.stringify(declared) })
  await Promise.all(servers.map(startGuarded))
}, 60_000)

afterAll(async () => {
  for (const child of children) child.kill('SIGTERM')
  await product?.stop()
})

const register = async (): Promise<App> => {
  const answer = await fetch(`${product.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Lantern',
      redirect_uris: ['http://127.0.0.1/callback'],
      token_endpoint_auth_method: 'none',
    }),
  })
  const { client_id: clientId } = (await answer.json()) as { client_id: string }
  return createAppActor({ fetch: overTheWire, issuer: product.issuer, clientId, redirectUri: callback, address: '' })
}

const alice = (): Person =>
  createPerson({
    ...person,
    issuer: product.issuer,
    browser: createBrowser({ fetch: overTheWire, origin: product.issuer, address: '' }),
  })

describe.each(servers)('a server in a process of its own, that follows the feed by %s', (via) => {
  it('lets the app in until alice disconnects it, and refuses its next call within five seconds', async () => {
    const resource = resources[via] ?? ''
    const [app, she] = [await register(), alice()]
    const connect = async () => app.redeem(await app.sendToSignIn(she, { resource }), undefined, { resource })
    const [tokens, others] = [await connect(), await connect()]
    const call = (token: string) => fetch(resource, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    expect((await call(tokens.access_token)).status).toBe(200)
    expect((await call(others.access_token)).status).toBe(200)

    const account = await she.openAccount()
    const disconnected = await she.browser.submit(formFor(account, '/account/apps/disconnect'))
    expect(disconnected.words).toContain('Lantern is disconnected')
    const begun = performance.now()
    const statuses = async () => [(await call(tokens.access_token)).status, (await call(others.access_token)).status]
    await expect.poll(statuses, { timeout: 5000, interval: 100 }).toContain(401)
    expect(performance.now() - begun).toBeLessThan(5000)
    expect((await statuses()).toSorted((a, b) => a - b)).toEqual([200, 401])
  })
})
