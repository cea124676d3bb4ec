/** An app (an OAuth client): asks for consent, redeems codes, refreshes, revokes. */
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { clientAssertionType } from '@gatehouse/protocol/client-assertion'
import { nodeDigest } from '@gatehouse/server/runtime/digest'
import type { AppFetch } from '@gatehouse/server/app-needs'
import type { Filled, Page } from './browser.ts'
import type { Person } from './person.ts'
import { Refused } from './refused.ts'

export interface Tokens {
  readonly access_token: string
  readonly token_type: string
  readonly expires_in: number
  readonly refresh_token?: string
  readonly id_token?: string
  readonly scope?: string
}

/** Form parameters; undefined leaves one out, a list repeats it. */
export type Changes = Readonly<Record<string, string | readonly string[] | undefined>>

export interface App {
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly redirectUri: string
  readonly verifier: string
  readonly state: string
  authorizationUrl(changes?: Changes): string
  /** The person allows it; the code that came back. Throws when an error came back instead. */
  sendToSignIn(person: Person, changes?: Changes, filled?: Filled): Promise<string>
  /** What came back to the redirect URI. */
  readAnswer(page: Page): URLSearchParams
  redeem(code: string, verifier?: string, changes?: Changes): Promise<Tokens>
  refresh(tokens: Pick<Tokens, 'refresh_token'>, changes?: Changes): Promise<Tokens>
  revoke(token: string, changes?: Changes): Promise<void>
  /** A form to any endpoint, authenticated as this client. */
  post(path: string, form: Changes): Promise<Response>
  /** The same client as somebody else would pose as it: from another network. */
  from(address: string): App
}

export interface AppOptions {
  readonly fetch: AppFetch
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret?: string | undefined
  /** For private_key_jwt: signs an assertion anew for each request. */
  readonly assertion?: (() => string) | undefined
  readonly method?: 'client_secret_basic' | 'client_secret_post' | 'none'
  readonly redirectUri: string
  readonly address: string
  readonly resource?: string | undefined
}

export const createAppActor = (options: AppOptions): App => {
  const { fetch, issuer, clientId, clientSecret, assertion, redirectUri, address, resource } = options
  const method = options.method ?? (clientSecret === undefined ? 'none' : 'client_secret_basic')
  const verifier = `verifier-of-${clientId.replace(/[^\w.-]/g, '.')}`.slice(0, 128).padEnd(64, '~')
  const state = `state-of-${clientId}`
  const post: App['post'] = (path, form) => {
    const isBasic = method === 'client_secret_basic'
    const own = isBasic
      ? {}
      : {
          client_id: clientId,
          ...(clientSecret === undefined ? {} : { client_secret: clientSecret }),
          ...(assertion ? { client_assertion: assertion(), client_assertion_type: clientAssertionType } : {}),
        }
    const headers = {
      'Content-Type': 'application/x-www-form-urlencoded',
      ...(isBasic ? { Authorization: formatBasicCredentials({ clientId, clientSecret: clientSecret ?? '' }) } : {}),
    }
    const body = toParameters({ ...own, ...form }).toString()
    return fetch(new Request(`${issuer}${path}`, { method: 'POST', headers, body }), { address })
  }
  const tokens = async (form: Changes): Promise<Tokens> => {
    const response = await post('/token', form)
    if (response.ok) return (await response.json()) as Tokens
    throw await refusal(response)
  }
  const app: App = {
    clientId,
    clientSecret,
    redirectUri,
    verifier,
    state,
    post,
    authorizationUrl(changes = {}) {
      const asked: Changes = {
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        code_challenge: nodeDigest.sha256(verifier),
        code_challenge_method: 'S256',
        state,
        resource,
        ...changes,
      }
      return `${issuer}/authorize?${toParameters(asked).toString()}`
    },
    async sendToSignIn(person, changes = {}, filled = {}) {
      const page = await person.browser.open(app.authorizationUrl(changes))
      const answer = app.readAnswer(page.left === undefined ? await person.approve(page, filled) : page)
      const code = answer.get('code')
      if (code === null) throw new Error(`no code came back, but ${answer.toString()}`)
      return code
    },
    readAnswer({ left, status, words }) {
      if (left === undefined) throw new Error(`the browser is still here (${status}): ${words.slice(0, 300)}`)
      if (!left.startsWith(redirectUri)) throw new Error(`the answer went elsewhere: ${left}`)
      return new URL(left).searchParams
    },
    redeem: (code, proof = verifier, changes = {}) =>
      tokens({ grant_type: 'authorization_code', code, code_verifier: proof, redirect_uri: redirectUri, ...changes }),
    refresh: ({ refresh_token }, changes = {}) => tokens({ grant_type: 'refresh_token', refresh_token, ...changes }),
    async revoke(token, changes = {}) {
      const response = await post('/revoke', { token, ...changes })
      if (!response.ok) throw await refusal(response)
    },
    from: (elsewhere) => createAppActor({ ...options, address: elsewhere }),
  }
  return app
}

const refusal = async (response: Response): Promise<Refused> =>
  new Refused(response.status, (await response.json()) as { readonly error?: unknown }, response.headers)

const toParameters = (changes: Changes): URLSearchParams =>
  new URLSearchParams(
    Object.entries(changes).flatMap(([name, value]) =>
      (typeof value === 'string' ? [value] : (value ?? [])).map((one): [string, string] => [name, one]),
    ),
  )
