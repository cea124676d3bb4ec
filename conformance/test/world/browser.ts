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

/** Signs in if the page asks, and leaves the browser on whatever comes next. */
export const signIn = async (page: Page, who: { name: string; password: string } = person): Promise<void> => {
  if (!new URL(page.url()).pathname.startsWith('/sign-in')) return
  await page.getByLabel(/user name/i).fill(who.name)
  await page.getByLabel(/^password/i).fill(who.password)
  await page.locator('button[type=submit]:not([value=deny]):not([value=cancel])').first().click()
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
}

export const approve = (page: Page): Promise<void> => page.locator('button[value=approve]').click()

/** The whole way: from the link that a client opened to the approved callback. */
export const letIn = async (context: BrowserContext, authorizationUrl: string): Promise<Page> => {
  const page = await context.newPage()
  await page.goto(authorizationUrl)
  await signIn(page)
  await approve(page)
  return page
}
