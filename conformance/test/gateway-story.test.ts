/** From nothing to a protected stdio server, as one person lives it: one command, one link, a client; then a disconnect, and a restart. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { ask } from './world/ask.ts'
import { openBrowser, signUp } from './world/browser.ts'
import { listenForCallback, type Callback } from './world/callback.ts'
import type { KeptByClient } from './world/oauth-provider.ts'
import { startProtected, type Protected } from './world/protected.ts'
import { connectV2 } from './world/sdk-visitors.ts'
import { filesystem } from './world/published-servers.ts'

let folder: string
let gateway: Protected
let browser: Browser
let context: BrowserContext
let callback: Callback
let kept: KeptByClient

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-story-'))
  await writeFile(join(folder, 'note.txt'), 'water the plants')
  ;[gateway, browser] = await Promise.all([
    startProtected(['--name', 'files', '--', ...filesystem(folder)], {}),
    openBrowser(),
  ])
  ;[context, callback] = await Promise.all([browser.newContext(), listenForCallback()])
  kept = { asked: 0 }
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await callback?.close()
  await gateway?.stop()
  await rm(folder, { recursive: true, force: true })
})

const arrive = () => connectV2('2026')({ url: gateway.mcp('files'), context, callback, kept })
const note = () => ({ path: join(folder, 'note.txt') })
const accessToken = (): string => kept.tokens?.access_token ?? ''
const rawCall = () =>
  ask(gateway.mcp('files'), {
    token: accessToken(),
    params: { name: 'read_text_file', arguments: note() },
  })

it('prints a link for the first account, the URL, and a line for each client', () => {
  expect(gateway.setupLink()).toContain(gateway.issuer)
  expect(gateway.output()).toContain(gateway.mcp('files'))
  expect(gateway.output()).toContain(`claude mcp add --transport http files ${gateway.mcp('files')}`)
})

it('lets in a client whose person made the first account a moment ago', async () => {
  await signUp(context, gateway.setupLink())
  const visitor = await arrive()
  expect(await visitor.call('read_text_file', note())).toContain('water the plants')
  expect(kept.asked).toBe(1)
  await visitor.close()
})

it('refuses the next call of an app that its person disconnected', async () => {
  expect((await rawCall()).text).toContain('water the plants')
  const page = await context.newPage()
  await page.goto(`${gateway.issuer}/account/apps`)
  await page
    .getByRole('button', { name: /disconnect/i })
    .first()
    .click()
  await page.waitForLoadState()
  await expect.poll(async () => (await rawCall()).status, { timeout: 5000 }).toBe(401)
})

it('goes on after a restart: the tokens, the refresh and the tools still answer, and nobody is asked', async () => {
  delete kept.tokens
  await (await arrive()).close()
  const asked = kept.asked
  await gateway.restart()
  expect((await rawCall()).text).toContain('water the plants')
  const form = { token: accessToken(), client_id: kept.client?.client_id ?? '' }
  await fetch(`${gateway.issuer}/revoke`, { method: 'POST', body: new URLSearchParams(form) })
  expect((await rawCall()).status).toBe(401)
  const visitor = await arrive()
  expect(await visitor.call('read_text_file', note())).toContain('water the plants')
  expect(kept.asked).toBe(asked)
  await visitor.close()
})
