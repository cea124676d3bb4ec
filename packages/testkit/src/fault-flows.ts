/** The flows that the sweep of faults walks: what is asked, what a later try must give, and what must hold then. X1, INV1, INV2, INV7 */
import type { FetchDocument } from '@gatehouse/issuer/ports/fetch-document'
import { accountFlows } from './account-flows.ts'
import { documentFlows } from './document-flows.ts'
import { formFor, hasForm } from './person.ts'
import { registrationFlows } from './registration-flows.ts'
import type { Page } from './browser.ts'
import type { App, Tokens } from './app.ts'
import type { World } from './small-world.ts'
import { password } from './small-world.ts'

export interface Flow {
  readonly name: string
  readonly isClaimed?: boolean
  /** The web that it needs. */
  readonly fetchDocument?: FetchDocument
  /** The operation that uses up what was presented: only from then on may a later try be refused as `isSpent`. */
  readonly spendsAt?: string
  /** Everything before the one request under test; hands over that request, repeatable. */
  prepare(world: World): Promise<() => Promise<Outcome>>
}

export interface Outcome {
  readonly status: number
  /** Only of a success: throws when what was answered does not hold. */
  readonly holds?: () => Promise<void>
  /** The refusal of a repeated request whose first try took effect. */
  readonly isSpent?: boolean
}

const must = (isTrue: boolean, what: string): void => {
  if (!isTrue) throw new Error(what)
}
const signedInTokens = async (world: World): Promise<Tokens> =>
  world.app.redeem(await world.app.sendToSignIn(world.alice))
const isRefused = (refreshing: Promise<Tokens>): Promise<boolean> =>
  refreshing.then(
    () => false,
    () => true,
  )

const asTokens = async (response: Response, app: App): Promise<Outcome> => {
  const { status } = response
  const body = (await response.json()) as Tokens & { readonly error?: string }
  if (status !== 200) return { status, isSpent: body.error === 'invalid_grant' }
  return {
    status,
    async holds() {
      if (body.refresh_token === undefined) return
      const [one, other] = [await app.refresh(body), await app.refresh(body)]
      must(one.refresh_token === other.refresh_token, 'a refresh token has two children')
    },
  }
}

const asPage = (page: Page, isRight: (page: Page) => boolean): Outcome => {
  const isFine = isRight(page)
  must(isFine || page.left === undefined, `the browser was sent to ${page.left}`)
  return { status: isFine ? 200 : page.status }
}

const token: Flow = {
  name: 'redeeming a code',
  spendsAt: 'issuance.issue',
  async prepare(world) {
    const code = await world.app.sendToSignIn(world.alice)
    const form = { grant_type: 'authorization_code', code, code_verifier: world.app.verifier }
    return async () => asTokens(await world.app.post('/token', form), world.app)
  },
}

const refresh: Flow = {
  name: 'refreshing',
  async prepare(world) {
    const { refresh_token } = await signedInTokens(world)
    const form = { grant_type: 'refresh_token', refresh_token }
    return async () => asTokens(await world.app.post('/token', form), world.app)
  },
}

const machine: Flow = {
  name: 'a machine asking for a token',
  async prepare(world) {
    const machineAccess = [{ resource: 'https://files.example/mcp', scopes: ['files:read'] }]
    const app = await world.configure({ grantTypes: ['client_credentials'], redirectUris: [], machineAccess })
    return async () => ({ status: (await app.post('/token', { grant_type: 'client_credentials' })).status })
  },
}

const register: Flow = {
  name: 'registering',
  prepare: async (world) => async () => {
    const body = JSON.stringify({ redirect_uris: ['https://app.example/cb'], token_endpoint_auth_method: 'none' })
    const headers = { 'Content-Type': 'application/json' }
    const response = await world.request('/register', { method: 'POST', body, headers })
    return { status: response.status === 201 ? 200 : response.status }
  },
}

const authorize: Flow = {
  name: 'an authorization request',
  prepare: async (world) => async () =>
    asPage(await world.alice.browser.open(world.app.authorizationUrl()), (page) => hasForm(page, '/sign-in')),
}

const posted: Flow = {
  name: 'an authorization request by POST',
  prepare: async (world) => async () => {
    const fields = Object.fromEntries(new URL(world.app.authorizationUrl()).searchParams)
    const page = await world.alice.browser.postFromElsewhere(`${world.origin}/authorize`, fields)
    return asPage(page, (at) => hasForm(at, '/sign-in'))
  },
}

const signIn: Flow = {
  name: 'signing in',
  async prepare(world) {
    const page = await world.alice.browser.open(world.app.authorizationUrl())
    return async () => asPage(await world.alice.signIn(page), (at) => hasForm(at, '/consent'))
  },
}

const approve: Flow = {
  name: 'allowing',
  async prepare(world) {
    const page = await world.alice.signIn(await world.alice.browser.open(world.app.authorizationUrl()))
    return async () => {
      const gone = await world.alice.approve(page)
      if (gone.left === undefined) return { status: gone.status }
      const code = world.app.readAnswer(gone).get('code') ?? ''
      return {
        status: 200,
        async holds() {
          await world.app.redeem(code)
          must(await isRefused(world.app.redeem(code)), 'a code was redeemed twice')
        },
      }
    }
  },
}

const deny: Flow = {
  name: 'saying no',
  async prepare(world) {
    const page = await world.alice.signIn(await world.alice.browser.open(world.app.authorizationUrl()))
    return async () => {
      const gone = await world.alice.deny(page)
      if (gone.left === undefined) return { status: gone.status }
      must(world.app.readAnswer(gone).get('error') === 'access_denied', 'a no became something else')
      return { status: 200 }
    }
  },
}

const revoke = (which: 'refresh_token' | 'access_token'): Flow => ({
  name: `revoking the ${which.replace('_', ' ')}`,
  async prepare(world) {
    const tokens = await signedInTokens(world)
    return async () => {
      const { status } = await world.app.post('/revoke', { token: tokens[which] })
      const holds = async (): Promise<void> => {
        if (which === 'refresh_token') must(await isRefused(world.app.refresh(tokens)), 'a revoked grant is alive')
      }
      return { status, holds }
    }
  },
})

const disconnect: Flow = {
  name: 'disconnecting an app',
  async prepare(world) {
    const tokens = await signedInTokens(world)
    const form = formFor(await world.alice.openAccount(), '/account/apps/disconnect')
    return async () => {
      const page = await world.alice.browser.submit(form)
      const holds = async (): Promise<void> =>
        must(await isRefused(world.app.refresh(tokens)), 'a disconnected app is connected')
      return { ...asPage(page, ({ status }) => status === 200), holds }
    }
  },
}

const setUp: Flow = {
  name: 'creating the first account',
  spendsAt: 'users.createFirst',
  isClaimed: false,
  async prepare(world) {
    const { secret } = await world.issuer.people.createSetupLink()
    const page = await world.alice.browser.open(`${world.origin}/setup?link=${secret}`)
    return async () => {
      const done = await world.alice.browser.submit(formFor(page, '/setup'), {
        fields: { username: 'carol', password },
      })
      const holds = async (): Promise<void> => {
        must((await world.issuer.people.list()).length === 1, 'there are two first accounts')
      }
      return { status: done.status, holds, isSpent: done.status === 403 }
    }
  },
}

const signOut: Flow = {
  name: 'signing out',
  async prepare(world) {
    const form = formFor(await world.alice.openAccount(), '/sign-out')
    const cookie = world.alice.browser.cookies.headerFor(world.origin, false) ?? ''
    return async () => {
      const page = await world.alice.browser.submit(form)
      const holds = async (): Promise<void> => {
        const again = await world.request('/account/apps', { headers: { Cookie: cookie } })
        must(again.status === 303, 'a session outlives its end')
      }
      return { ...asPage(page, ({ status }) => status === 200), holds }
    }
  },
}

export const flows: readonly Flow[] = [
  token,
  refresh,
  machine,
  register,
  ...registrationFlows,
  ...documentFlows(asTokens),
  authorize,
  posted,
  signIn,
  approve,
  deny,
  revoke('refresh_token'),
  revoke('access_token'),
  disconnect,
  setUp,
  signOut,
  ...accountFlows,
]
