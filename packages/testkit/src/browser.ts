/** A browser without a screen: cookies, redirects, forms, and the headers that say where a request comes from. */
import type { AppFetch } from '@gatehouse/server/app-needs'
import { cookieJar, type CookieJar } from './cookie-jar.ts'
import { formsIn, wordsOf, type Form } from './html-forms.ts'

export interface Page {
  readonly url: string
  readonly status: number
  readonly headers: Headers
  readonly html: string
  /** What a person reads. */
  readonly words: string
  readonly forms: readonly Form[]
  /** Where a redirect led away from our origin: the app's own address. */
  readonly left?: string | undefined
}

export interface Filled {
  /** Overrides the values of fields, or adds some. */
  readonly fields?: Readonly<Record<string, string>>
  /** `value` of the button that is pressed. */
  readonly button?: string
  /** Check boxes, by value, that the person clears. */
  readonly untick?: readonly string[]
}

export interface Browser {
  readonly cookies: CookieJar
  /** `another site`: by a link there. `nowhere`: typed into the address bar. */
  open(url: string, from?: 'another site' | 'nowhere' | 'here'): Promise<Page>
  submit(form: Form, filled?: Filled): Promise<Page>
  /** A form of another site, posted to us. */
  postFromElsewhere(url: string, fields: Readonly<Record<string, string>>, origin?: string): Promise<Page>
  /** One request, no redirect followed. */
  once(step: Step): Promise<Response>
}

export interface Step {
  readonly url: string
  readonly method?: string
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface BrowserOptions {
  readonly fetch: AppFetch
  readonly origin: string
  readonly address: string
}

const sites = { 'another site': 'cross-site', nowhere: 'none', here: 'same-origin' } as const

export const createBrowser = ({ fetch, origin, address }: BrowserOptions): Browser => {
  const cookies = cookieJar()
  const once = async ({ url, method = 'GET', body, headers = {} }: Step): Promise<Response> => {
    const isCrossSitePost = method !== 'GET' && headers['Sec-Fetch-Site'] === 'cross-site'
    const cookie = cookies.headerFor(url, isCrossSitePost)
    const request = new Request(url, {
      method,
      ...(body === undefined ? {} : { body }),
      headers: {
        Accept: 'text/html,application/xhtml+xml',
        ...(cookie === undefined ? {} : { Cookie: cookie }),
        ...headers,
      },
    })
    const response = await fetch(request, { address })
    cookies.keep(url, response.headers.getSetCookie())
    return response
  }
  const follow = async (step: Step, hops = 0): Promise<Page> => {
    const response = await once(step)
    const location = response.headers.get('Location')
    if (location === null) return toPage(step.url, response)
    if (hops > 10) throw new Error(`redirected in circles at ${location}`)
    const next = URL.canParse(location) ? location : new URL(location, step.url).href
    if (!next.startsWith(`${origin}/`)) return toPage(step.url, response, next)
    const { 'Sec-Fetch-Site': site = 'none' } = step.headers ?? {}
    return follow({ url: next, headers: { 'Sec-Fetch-Site': site } }, hops + 1)
  }
  const post = (url: string, body: URLSearchParams, headers: Readonly<Record<string, string>>): Promise<Page> =>
    follow({ url, method: 'POST', body: body.toString(), headers: { ...formHeaders, ...headers } })
  return {
    cookies,
    once,
    open: (url, from = 'another site') => follow({ url, headers: { 'Sec-Fetch-Site': sites[from] } }),
    submit: (form, filled = {}) =>
      post(new URL(form.action, origin).href, entriesOf(form, filled), {
        Origin: origin,
        'Sec-Fetch-Site': 'same-origin',
      }),
    postFromElsewhere: (url, fields, from = 'https://elsewhere.example') =>
      post(url, new URLSearchParams(fields), { Origin: from, 'Sec-Fetch-Site': 'cross-site' }),
  }
}

const formHeaders = { 'Content-Type': 'application/x-www-form-urlencoded' }

/** What a browser would send: hidden and text fields, ticked boxes, the pressed button. */
export const entriesOf = (form: Form, { fields = {}, button, untick = [] }: Filled): URLSearchParams => {
  const own = form.fields.filter(
    ({ type, value, isChecked, name }) =>
      (type !== 'checkbox' || (isChecked && !untick.includes(value))) && !(name in fields),
  )
  const pressed = form.buttons.find((candidate) => button !== undefined && candidate.value === button)
  return new URLSearchParams([
    ...own.map(({ name, value }): [string, string] => [name, value]),
    ...Object.entries(fields),
    ...(pressed?.name === undefined ? [] : [[pressed.name, pressed.value] as [string, string]]),
  ])
}

const toPage = async (url: string, response: Response, left?: string): Promise<Page> => {
  const html = await response.text()
  return {
    url,
    status: response.status,
    headers: response.headers,
    html,
    words: wordsOf(html),
    forms: formsIn(html),
    left,
  }
}
