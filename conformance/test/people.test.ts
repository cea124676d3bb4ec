/** A person in real Chromium, and everything that people do to pages: double clicks, the back button, two tabs, second thoughts. */
import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { approve, letIn, openBrowser, signIn } from './world/browser.ts'
import { listenForCallback, type Callback } from './world/callback.ts'
import { startProduct, type Product } from './world/product.ts'

let product: Product
let browser: Browser
let context: BrowserContext

/** A request that lies on its consent page while everything else is tried. */
let waiting: { readonly page: Page; readonly callback: Callback; readonly since: number }

beforeAll(async () => {
  ;[product, browser] = await Promise.all([
    startProduct({ GATEHOUSE_LIFETIMES_PENDING_AUTHORIZATION: '20s' }),
    openBrowser(),
  ])
  const callback = await listenForCallback()
  const page = await toConsent((await newApp(callback.url)).link, await browser.newContext())
  waiting = { page, callback, since: performance.now() }
}, 60_000)

afterAll(async () => {
  await waiting?.callback.close()
  await browser?.close()
  await product?.stop()
})

beforeEach(async () => {
  context = await browser.newContext()
})

afterEach(() => context.close())

interface App {
  readonly clientId: string
  readonly verifier: string
  readonly link: string
}

const newApp = async (redirectUri: string, metadata: Readonly<Record<string, unknown>> = {}): Promise<App> => {
  const answer = await fetch(`${product.issuer}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: 'Lantern',
      redirect_uris: [redirectUri],
      token_endpoint_auth_method: 'none',
      ...metadata,
    }),
  })
  expect(answer.status).toBe(201)
  const { client_id: clientId } = (await answer.json()) as { client_id: string }
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    state: 'lantern-state',
    resource: product.mcp,
  })
  return { clientId, verifier, link: `${product.issuer}/authorize?${query.toString()}` }
}

const redeem = async (app: App, code: string, redirectUri: string): Promise<Response> =>
  fetch(`${product.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      client_id: app.clientId,
      redirect_uri: redirectUri,
      code_verifier: app.verifier,
    }),
  })

const toConsent = async (link: string, inside = context): Promise<Page> => {
  const page = await inside.newPage()
  await page.goto(link)
  await signIn(page)
  await page.locator('button[value=approve]').waitFor()
  return page
}

it('approving works when the callback itself sends the browser on to another origin', async () => {
  const elsewhere = await listenForCallback()
  const callback = await listenForCallback((response) =>
    response.writeHead(302, { location: elsewhere.url.replace('127.0.0.1', 'localhost') }).end(),
  )
  const app = await newApp(callback.url)
  const page = await letIn(context, app.link)
  const query = await callback.next()
  expect(query.get('state')).toBe('lantern-state')
  expect(query.getAll('iss')).toEqual([product.issuer])
  await elsewhere.next()
  await page.waitForURL(/localhost:\d+\/callback/)
  expect((await redeem(app, query.get('code') ?? '', callback.url)).status).toBe(200)
  await Promise.all([callback.close(), elsewhere.close()])
})

it('approving works when the callback sends the browser on to an app scheme', async () => {
  const callback = await listenForCallback((response) =>
    response.writeHead(302, { location: 'cursor://anysphere.cursor-mcp/done' }).end(),
  )
  const app = await newApp(callback.url)
  await letIn(context, app.link)
  expect((await callback.next()).get('code')).toBeTruthy()
  await callback.close()
})

it('an app with a scheme of its own gets its answer as a redirect straight to it', async () => {
  const app = await newApp('cursor://anysphere.cursor-mcp/oauth/callback')
  const page = await toConsent(app.link)
  expect(await page.textContent('body')).toMatch(/cursor/)
  const answered = page.waitForResponse((response) => response.request().method() === 'POST')
  await approve(page)
  const location = (await (await answered).allHeaders())['location']
  expect(location).toMatch(/^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?/)
})

it('a double click gives one answer, and the code in it works', async () => {
  const callback = await listenForCallback()
  const app = await newApp(callback.url)
  const page = await toConsent(app.link)
  await page.locator('button[value=approve]').dblclick()
  const query = await callback.next()
  expect((await redeem(app, query.get('code') ?? '', callback.url)).status).toBe(200)
  await callback.close()
})

it('the back button after the answer shows a page with words, and grants nothing again', async () => {
  const callback = await listenForCallback()
  const page = await letIn(context, (await newApp(callback.url)).link)
  await callback.next()
  // The request arrives before the browser shows its answer, and only a page that stands has a history.
  await page.waitForURL(/\/callback\?/)
  await page.goBack()
  expect(await page.title()).not.toMatch(/500|error/i)
  expect(await page.textContent('main')).toBeTruthy()
  expect(callback.count()).toBeLessThanOrEqual(2)
  await callback.close()
})

it('two tabs with two apps end each in its own answer', async () => {
  const [first, second] = await Promise.all([listenForCallback(), listenForCallback()])
  const [one, two] = [await newApp(first.url), await newApp(second.url)]
  const pageOne = await toConsent(one.link)
  const pageTwo = await toConsent(two.link)
  await approve(pageOne)
  await approve(pageTwo)
  const [codeOne, codeTwo] = [(await first.next()).get('code') ?? '', (await second.next()).get('code') ?? '']
  expect((await redeem(one, codeTwo, first.url)).status).toBe(400)
  expect((await redeem(one, codeOne, first.url)).status).toBe(200)
  expect((await redeem(two, codeTwo, second.url)).status).toBe(200)
  await Promise.all([first.close(), second.close()])
})

it('cancel tells the app access_denied, from the consent page and from the sign-in page', async () => {
  const callback = await listenForCallback()
  const app = await newApp(callback.url)
  const signInPage = await context.newPage()
  await signInPage.goto(app.link)
  await signInPage.getByRole('button', { name: /cancel/i }).click()
  expect((await callback.next()).get('error')).toBe('access_denied')
  const page = await toConsent((await newApp(callback.url)).link)
  await page.getByRole('button', { name: /cancel|deny|don.t allow/i }).click()
  const refused = await callback.next()
  expect(refused.get('error')).toBe('access_denied')
  expect(refused.get('state')).toBe('lantern-state')
  expect(refused.getAll('iss')).toEqual([product.issuer])
  await callback.close()
})

it('B4: no page of ours can be framed', async () => {
  const callback = await listenForCallback((response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<iframe src="${product.issuer}/sign-in"></iframe>`),
  )
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  await page.goto(callback.url)
  await expect.poll(() => complaints.join(' ')).toMatch(/frame/i)
  expect(page.frames().every((frame) => !frame.url().startsWith(product.issuer))).toBe(true)
  await callback.close()
})

const canaries = [
  '<img src=x onerror=window.pwned=1>',
  '"><script>window.pwned=1</script>',
  "';window.pwned=1//",
  '\u202Eevil\u202C',
  '{{constructor.constructor("window.pwned=1")()}}',
]

it('B8: what a client says of itself executes nothing and turns no text around', async () => {
  const callback = await listenForCallback()
  for (const canary of canaries) {
    const app = await newApp(callback.url, {
      client_name: `${canary} ${'x'.repeat(10_000)}`,
      software_id: canary,
      contacts: [canary],
    })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => complaints.push(message.text()))
    await page.goto(`${app.link}&login_hint=${encodeURIComponent(canary)}`)
    await signIn(page)
    expect(await page.evaluate('window.pwned')).toBeUndefined()
    expect(await page.textContent('body')).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/)
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true)
    expect(complaints).toEqual([])
    await page.close()
  }
  await callback.close()
}, 60_000)

it('works without JavaScript', async () => {
  const plain = await browser.newContext({ javaScriptEnabled: false })
  const callback = await listenForCallback()
  await letIn(plain, (await newApp(callback.url)).link)
  expect((await callback.next()).get('code')).toBeTruthy()
  await Promise.all([plain.close(), callback.close()])
})

it('a request that waited too long ends in a page that says so', async () => {
  const { page, callback, since } = waiting
  await wait(Math.max(0, 21_000 - (performance.now() - since)))
  await approve(page)
  expect(await page.textContent('main')).toMatch(/expired|too long|start again/i)
  expect(callback.count()).toBe(0)
}, 60_000)
