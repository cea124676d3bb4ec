/** A person at a browser: signs in, reads, decides. */
import type { Browser, Filled, Page } from './browser.ts'
import type { Form } from './html-forms.ts'

export interface Person {
  readonly name: string
  readonly password: string
  readonly browser: Browser
  /** Fills in the sign-in page that is shown. */
  signIn(page: Page, changes?: { readonly password?: string; readonly name?: string }): Promise<Page>
  /** Signs in if asked, then allows what the page shows. Ends where the browser leaves for the app. */
  approve(page: Page, filled?: Filled): Promise<Page>
  deny(page: Page): Promise<Page>
  /** Opens the page of connected apps, signing in if asked. */
  openAccount(): Promise<Page>
}

export interface PersonOptions {
  readonly name: string
  readonly password: string
  readonly browser: Browser
  readonly issuer: string
}

export const createPerson = ({ name, password, browser, issuer }: PersonOptions): Person => {
  const signIn: Person['signIn'] = (page, changes = {}) =>
    browser.submit(formFor(page, '/sign-in'), {
      fields: { username: changes.name ?? name, password: changes.password ?? password },
    })
  const atConsent = async (page: Page): Promise<Page> => (hasForm(page, '/sign-in') ? signIn(page) : page)
  return {
    name,
    password,
    browser,
    signIn,
    approve: async (page, filled = {}) =>
      browser.submit(formFor(await atConsent(page), '/consent'), { ...filled, button: 'approve' }),
    deny: async (page) => browser.submit(formFor(await atConsent(page), '/consent'), { button: 'deny' }),
    async openAccount() {
      const page = await browser.open(`${issuer}/account/apps`, 'nowhere')
      return hasForm(page, '/sign-in') ? signIn(page) : page
    },
  }
}

const isFor = (path: string) => (form: Form) => form.action.split('?')[0]?.endsWith(path) === true

export const hasForm = (page: Page, path: string): boolean => page.forms.some(isFor(path))

/** The form of a page that is posted to `path`. */
export const formFor = (page: Page, path: string): Form => {
  const form = page.forms.find(isFor(path))
  if (form) return form
  throw new Error(`no form for ${path} on this page (${page.status}): ${page.words.slice(0, 300)}`)
}
