/** Real MCP clients over real TCP: they discover, register, send the person to the browser, call tools, step up, refresh, and survive a restart. */
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { openBrowser } from './world/browser.ts'
import { listenForCallback, type Callback } from './world/callback.ts'
import type { KeptByClient } from './world/oauth-provider.ts'
import { startProduct, type Product } from './world/product.ts'
import { connectV2, sdkVisitors } from './world/sdk-visitors.ts'

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

const revokeAccessToken = async (): Promise<void> => {
  const form = new URLSearchParams({ token: keptNow().accessToken, client_id: keptNow().clientId })
  const answer = await fetch(`${product.issuer}/revoke`, { method: 'POST', body: form })
  expect(answer.status).toBe(200)
}

const doorstep = () => ({ url: product.mcp, context, callback, kept })

describe.each(sdkVisitors)('%s', (_name, connect) => {
  it('gets in with nothing but the URL, and the tool knows who is calling', async () => {
    const caller = await connect(doorstep())
    expect(await caller.call('whoami')).toContain(keptNow().clientId)
    expect(kept.asked).toBe(1)
    expect(keptNow().scopes).toContain('files:read')
    await caller.close()
  }, 60_000)

  it('refreshes by itself when its access token has been revoked, and asks nobody', async () => {
    const caller = await connect(doorstep())
    const before = keptNow().refreshToken
    await revokeAccessToken()
    expect(await caller.call('list_files')).toContain('welcome')
    expect(keptNow().refreshToken).not.toBe(before)
    expect(kept.asked).toBe(1)
    await caller.close()
  }, 60_000)

  it('goes on after a restart of the server, with the tokens it has and with a refresh', async () => {
    await (await connect(doorstep())).close()
    await product.restart()
    const caller = await connect(doorstep())
    expect(await caller.call('list_files')).toContain('welcome')
    await revokeAccessToken()
    expect(await caller.call('list_files')).toContain('welcome')
    expect(kept.asked).toBe(1)
    await caller.close()
  }, 60_000)
})

describe.each(sdkVisitors.slice(1))('%s', (_name, connect) => {
  it('steps up: a write is refused with 403, the person allows it, the write succeeds, and reading still works', async () => {
    const caller = await connect(doorstep())
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
  const caller = await connectV2('2025')(doorstep())
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
