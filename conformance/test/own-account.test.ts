/** A person in real Chromium looks after their own account, without JavaScript: browsers, the password, an end to everything. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openBrowser } from './world/browser.ts'
import { person, startProduct, type Product } from './world/product.ts'

let product: Product
let browser: Browser

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct(), openBrowser()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

const elsewhere = (): Promise<BrowserContext> =>
  browser.newContext({
    javaScriptEnabled: false,
    userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0',
  })
const accountIn = async (context: BrowserContext): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(`${product.issuer}/account`)
  await page.getByLabel('User name').fill(person.name)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('heading', { name: 'Your account' }).waitFor()
  return page
}
const isSignedOut = async (page: Page): Promise<boolean> => {
  await page.goto(`${product.issuer}/account`)
  return page.getByLabel('Password').isVisible()
}

it('sees each browser, and signs one out', async () => {
  const contexts = [await browser.newContext({ javaScriptEnabled: false }), await elsewhere()] as const
  const [here, there] = [await accountIn(contexts[0]), await accountIn(contexts[1])]
  await here.reload()
  await here.getByRole('button', { name: /^Sign out Firefox on Linux, signed in/ }).click()
  await here.getByText('That browser is signed out.').waitFor()
  expect([await isSignedOut(here), await isSignedOut(there)]).toEqual([false, true])
  await Promise.all(contexts.map((context) => context.close()))
})

it('changes the password and stays, and everybody else is out', async () => {
  const contexts = [await browser.newContext({ javaScriptEnabled: false }), await elsewhere()] as const
  const [here, there] = [await accountIn(contexts[0]), await accountIn(contexts[1])]
  const change = async (current: string, next: string): Promise<void> => {
    await here.goto(`${product.issuer}/account/password`)
    await here.getByLabel('Current password').fill(current)
    await here.getByLabel('New password').fill(next)
    await here.getByRole('button', { name: 'Change password' }).click()
    await here.getByText('Your password is changed.').waitFor()
  }
  await change(person.password, 'a hat on every hook')
  expect([await isSignedOut(here), await isSignedOut(there)]).toEqual([false, true])
  await change('a hat on every hook', person.password)
  await Promise.all(contexts.map((context) => context.close()))
})

it('signs out everywhere, here, too, after unfolding it', async () => {
  const contexts = [await browser.newContext({ javaScriptEnabled: false }), await elsewhere()] as const
  const [here, there] = [await accountIn(contexts[0]), await accountIn(contexts[1])]
  await here.getByText('Sign out everywhere', { exact: true }).click()
  await here.getByRole('button', { name: 'Sign out everywhere now' }).click()
  await here.getByText('Every browser that used your account is signed out').waitFor()
  expect([await isSignedOut(here), await isSignedOut(there)]).toEqual([true, true])
  await Promise.all(contexts.map((context) => context.close()))
})
