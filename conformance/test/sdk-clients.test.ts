/** Real MCP clients over real TCP: they discover, register, send the person to the browser, call tools, step up, refresh, and survive a restart. */
import * as v2 from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from './world/browser.ts'
import { listenForCallback, type Callback } from './world/callback.ts'
import { oauthProvider, type KeptByClient } from './world/oauth-provider.ts'
import { startProduct, type Product } from './world/product.ts'

let product: Product
let browser: Browser
let context: BrowserContext
let callback: Callback
let kept: KeptByClient

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

beforeEach(async () => {
  ;[context, callback] = await Promise.all([browser.newContext(), listenForCallback()])
  kept = { asked: 0 }
})

afterEach(async () => {
  await Promise.all([context.close(), callback.close()])
})

/** What the client kept after it got in. */
const keptNow = () => {
  if (!kept.client || !kept.tokens) throw new Error('the client has no tokens')
  const { access_token, refresh_token = '', scope = '' } = kept.tokens
  return {
    clientId: kept.client.client_id,
    accessToken: access_token,
    refreshToken: refresh_token,
    scopes: scope.split(' '),
  }
}

interface Caller {
  call(tool: string, input?: Readonly<Record<string, unknown>>): Promise<string>
  close(): Promise<void>
}

/** Both SDKs throw when the person was sent away; then the answer is at the callback. */
const afterConsent = async <Result>(
  attempt: () => Promise<Result>,
  finish: (query: URLSearchParams) => Promise<void>,
): Promise<Result> => {
  const before = kept.asked
  try {
    return await attempt()
  } catch (error) {
    if (kept.asked === before) throw error
    await finish(await callback.next())
    return attempt()
  }
}

const connectV1 = async (): Promise<Caller> => {
  const provider = oauthProvider(context, callback, kept)
  const connect = async () => {
    const transport = new TransportV1(new URL(product.mcp), { authProvider: provider })
    const client = new ClientV1({ name: 'sdk-v1', version: '1.0.0' })
    await client.connect(transport)
    return { client, transport }
  }
  const finish = (query: URLSearchParams) =>
    new TransportV1(new URL(product.mcp), { authProvider: provider }).finishAuth(query.get('code') ?? '')
  const { client, transport } = await afterConsent(connect, finish)
  return {
    async call(name, input = {}) {
      const result = await afterConsent(
        () => client.callTool({ name, arguments: { ...input } }),
        (query) => transport.finishAuth(query.get('code') ?? ''),
      )
      return JSON.stringify(result)
    },
    close: () => client.close(),
  }
}

const connectV2 = async (era: '2025' | '2026'): Promise<Caller> => {
  const provider = oauthProvider(context, callback, kept)
  const options = era === '2026' ? { versionNegotiation: { mode: 'auto' as const } } : {}
  const connect = async () => {
    const transport = new v2.StreamableHTTPClientTransport(new URL(product.mcp), { authProvider: provider })
    const client = new v2.Client({ name: 'sdk-v2', version: '1.0.0' }, options)
    await client.connect(transport)
    return { client, transport }
  }
  const finish = (query: URLSearchParams) =>
    new v2.StreamableHTTPClientTransport(new URL(product.mcp), { authProvider: provider }).finishAuth(query)
  const { client, transport } = await afterConsent(connect, finish)
  return {
    async call(name, input = {}) {
      const result = await afterConsent(
        () => client.callTool({ name, arguments: { ...input } }),
        (query) => transport.finishAuth(query),
      )
      return JSON.stringify(result)
    },
    close: () => client.close(),
  }
}

const revokeAccessToken = async (): Promise<void> => {
  const form = new URLSearchParams({ token: keptNow().accessToken, client_id: keptNow().clientId })
  const answer = await fetch(`${product.issuer}/revoke`, { method: 'POST', body: form })
  expect(answer.status).toBe(200)
}

const clients: readonly (readonly [string, () => Promise<Caller>])[] = [
  ['SDK v1', connectV1],
  ['SDK v2 on the 2025-11-25 wire', () => connectV2('2025')],
  ['SDK v2 on the 2026-07-28 wire', () => connectV2('2026')],
]

describe.each(clients)('%s', (_name, connect) => {
  it('gets in with nothing but the URL, and the tool knows who is calling', async () => {
    const caller = await connect()
    expect(await caller.call('whoami')).toContain(keptNow().clientId)
    expect(kept.asked).toBe(1)
    expect(keptNow().scopes).toContain('files:read')
    await caller.close()
  }, 60_000)

  it('refreshes by itself when its access token has been revoked, and asks nobody', async () => {
    const caller = await connect()
    const before = keptNow().refreshToken
    await revokeAccessToken()
    expect(await caller.call('list_files')).toContain('welcome')
    expect(keptNow().refreshToken).not.toBe(before)
    expect(kept.asked).toBe(1)
    await caller.close()
  }, 60_000)

  it('goes on after a restart of the server, with the tokens it has and with a refresh', async () => {
    await (await connect()).close()
    await product.restart()
    const caller = await connect()
    expect(await caller.call('list_files')).toContain('welcome')
    await revokeAccessToken()
    expect(await caller.call('list_files')).toContain('welcome')
    expect(kept.asked).toBe(1)
    await caller.close()
  }, 60_000)
})

describe.each(clients.slice(1))('%s', (_name, connect) => {
  it('steps up: a write is refused with 403, the person allows it, the write succeeds, and reading still works', async () => {
    const caller = await connect()
    expect(keptNow().scopes).not.toContain('files:write')
    expect(await caller.call('write_file', { path: 'note.txt', content: 'from a step-up' })).not.toContain(
      'isError":true',
    )
    expect(kept.asked).toBe(2)
    expect(keptNow().scopes).toEqual(expect.arrayContaining(['files:read', 'files:write']))
    expect(await caller.call('read_file', { path: 'note.txt' })).toContain('from a step-up')
    await caller.close()
  }, 60_000)
})

it('a person who disconnects the app ends its next call', async () => {
  const caller = await connectV2('2025')
  expect(await caller.call('whoami')).toContain(keptNow().clientId)
  const page = await context.newPage()
  await page.goto(`${product.issuer}/account/apps`)
  await page
    .getByRole('button', { name: /disconnect/i })
    .first()
    .click()
  await page.waitForLoadState()
  const answer = await fetch(product.mcp, {
    method: 'POST',
    headers: { authorization: `Bearer ${keptNow().accessToken}` },
  })
  expect(answer.status).toBe(401)
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: keptNow().refreshToken,
    client_id: keptNow().clientId,
  })
  const refreshed = await fetch(`${product.issuer}/token`, { method: 'POST', body: form })
  expect(await refreshed.json()).toMatchObject({ error: 'invalid_grant' })
}, 60_000)
