/** A person in front of real Chromium: signs in, reads the consent page, decides. */
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { person } from './product.ts'

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** Nobody waits longer for a page of ours. */
const patience = 10_000

/** Signs in if the page asks, and waits for the consent page. */
export const signIn = async (page: Page, who: { name: string; password: string } = person): Promise<void> => {
  if ((await page.locator('input[name=username]').count()) > 0) {
    await page.getByLabel(/user name/i).fill(who.name, { timeout: patience })
    await page.getByLabel(/^password/i).fill(who.password, { timeout: patience })
    await page.getByRole('button', { name: 'Sign in' }).click({ timeout: patience })
  }
  await page.locator('button[value=approve]').waitFor({ timeout: patience })
}

export const approve = (page: Page): Promise<void> => page.locator('button[value=approve]').click({ timeout: patience })

/** The first account of an installation, by the link that it printed. */
export const signUp = async (context: BrowserContext, setupLink: string): Promise<void> => {
  const page = await context.newPage()
  await page.goto(setupLink)
  await page.locator('input[name=username]').fill(person.name, { timeout: patience })
  await page.locator('input[name=password]').fill(person.password, { timeout: patience })
  await page.locator('button[type=submit]').click({ timeout: patience })
  await page.waitForURL((url) => url.pathname === '/', { timeout: patience })
  await page.close()
}

/** The whole way: from the link that a client opened to the approved callback. */
export const letIn = async (context: BrowserContext, authorizationUrl: string): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(authorizationUrl)
  await signIn(page)
  await approve(page)
  return page
}
