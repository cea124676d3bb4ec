/** A browser without a screen: follows redirects with its cookies until the answer for the app, and redeems the code. RFC 6749 §4.1, RFC 7636 */
import { createHash, randomBytes } from 'node:crypto'

export interface Tokens {
  readonly access_token: string
  readonly id_token?: string
}

export interface App {
  readonly authorize: string
  readonly token: string
  readonly clientId: string
  readonly clientSecret?: string
  readonly resource: string
  readonly scope: string
  /** Cookies of somebody who is signed in already. */
  readonly cookies?: ReadonlyMap<string, string>
}

/** Nobody listens there: the walk ends before. */
export const callback = 'http://127.0.0.1:51299/callback'

export const signIn = async (app: App): Promise<Tokens> => {
  const verifier = randomBytes(32).toString('base64url')
  const url = new URL(app.authorize)
  url.search = new URLSearchParams({
    response_type: 'code',
    client_id: app.clientId,
    redirect_uri: callback,
    scope: app.scope,
    resource: app.resource,
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()
  const code = await walk(url, new Map(app.cookies))
  return await redeem(app, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: callback,
    code_verifier: verifier,
    resource: app.resource,
  })
}

export const asMachine = (app: App): Promise<Tokens> =>
  redeem(app, { grant_type: 'client_credentials', scope: app.scope, resource: app.resource })

const walk = async (start: URL, cookies: Map<string, string>): Promise<string> => {
  let url = start
  for (let hops = 0; hops < 15; hops += 1) {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(url, { redirect: 'manual', headers: { cookie, accept: 'text/html' } })
    keep(cookies, response)
    url = new URL(await nextOf(response), url)
    if (url.href.startsWith(callback)) return codeIn(url)
  }
  throw new Error('the walk did not end')
}

/** Some answer a script with JSON and a page with a redirect, and take us for a script. */
const nextOf = async (response: Response): Promise<string> => {
  const location = response.headers.get('location')
  if (location !== null) return location
  const text = await response.text()
  const next = /"redirect":true,"url":("[^"]+")/.exec(text)?.[1]
  if (next !== undefined) return String(JSON.parse(next))
  throw new Error(`${response.url} answered ${response.status}: ${text}`)
}

const codeIn = (url: URL): string => {
  const code = url.searchParams.get('code')
  if (code === null) throw new Error(`the answer holds no code: ${url.search}`)
  return code
}

export const keep = (cookies: Map<string, string>, response: Response): void => {
  for (const line of response.headers.getSetCookie()) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? []
    cookies.set(name, value)
  }
}

const redeem = async (app: App, parameters: Readonly<Record<string, string>>): Promise<Tokens> => {
  const secret = app.clientSecret === undefined ? {} : { client_secret: app.clientSecret }
  const body = new URLSearchParams({ ...parameters, client_id: app.clientId, ...secret })
  const response = await fetch(app.token, { method: 'POST', body })
  if (!response.ok) throw new Error(`${app.token} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as Tokens
}
