/** A web app signs a person in and out with nothing but the discovery document, over real TCP and in real Chromium. OIDC Core §3.1, RP-Initiated Logout §2 */
import { createHash, createPublicKey, randomBytes, verify, type JsonWebKey } from 'node:crypto'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { letIn, openBrowser } from './world/browser.ts'
import { listenForCallback, type Callback } from './world/callback.ts'
import { startProduct, type Product } from './world/product.ts'

let product: Product
let browser: Browser
let context: BrowserContext
let callback: Callback

beforeAll(async () => {
  ;[product, browser, callback] = await Promise.all([startProduct(), openBrowser(), listenForCallback()])
  context = await browser.newContext()
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await callback?.close()
  await product?.stop()
})

type Members = Readonly<Record<string, unknown>>

const membersOf = async (answer: Response | Promise<Response>): Promise<Members> =>
  (await (await answer).json()) as Members
const send = (url: unknown, body: Readonly<Record<string, string>>) =>
  membersOf(fetch(String(url), { method: 'POST', body: new URLSearchParams(body) }))
const decoded = (part: string | undefined): Members =>
  JSON.parse(Buffer.from(part ?? '', 'base64url').toString()) as Members

/** By the published key, and by nothing of ours. RFC 7515 §5.2 */
const claimsOf = async (jwksUri: unknown, idToken: string): Promise<Members> => {
  const [header, payload, signature = ''] = idToken.split('.')
  const { kid, alg } = decoded(header)
  const { keys } = (await membersOf(fetch(String(jwksUri)))) as { readonly keys: readonly (JsonWebKey & Members)[] }
  const key = keys.find((candidate) => candidate['kid'] === kid && candidate['alg'] === alg)
  if (!key) throw new Error('the key of the ID token is not published')
  const publicKey = createPublicKey({ key, format: 'jwk' })
  const text = Buffer.from(`${header}.${payload}`)
  const isRight = verify(
    'sha256',
    text,
    { key: publicKey, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  expect([alg, isRight]).toEqual(['ES256', true])
  return decoded(payload)
}

it('INV9, B20: a person signs in to a web app and out again; an ID token opens no server', async () => {
  const provider = await membersOf(fetch(`${product.issuer}/.well-known/openid-configuration`))
  const home = callback.url
  const registered = await membersOf(
    fetch(String(provider['registration_endpoint']), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        client_name: 'Expenses',
        redirect_uris: [callback.url],
        post_logout_redirect_uris: [home],
        token_endpoint_auth_method: 'client_secret_post',
      }),
    }),
  )
  const client = { client_id: String(registered['client_id']), client_secret: String(registered['client_secret']) }
  const verifier = randomBytes(32).toString('base64url')
  const nonce = randomBytes(16).toString('base64url')
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: callback.url,
    scope: 'openid profile',
    state: 'expenses-state',
    nonce,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const page = await letIn(context, `${String(provider['authorization_endpoint'])}?${asked.toString()}`)
  const code = (await callback.next()).get('code') ?? ''
  const tokens = await send(provider['token_endpoint'], {
    grant_type: 'authorization_code',
    code,
    redirect_uri: callback.url,
    code_verifier: verifier,
    ...client,
  })
  const idToken = String(tokens['id_token'])
  const claims = await claimsOf(provider['jwks_uri'], idToken)
  expect(claims).toMatchObject({ iss: provider['issuer'], aud: client.client_id, nonce })
  const bearer = { authorization: `Bearer ${String(tokens['access_token'])}` }
  expect(await membersOf(fetch(String(provider['userinfo_endpoint']), { headers: bearer }))).toEqual({
    sub: claims['sub'],
    name: 'alice',
    preferred_username: 'alice',
  })

  // Neither what says who the person is nor the key to userinfo opens a guarded server.
  for (const token of [idToken, String(tokens['access_token'])]) {
    const answer = await fetch(product.mcp, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
    expect(answer.status).toBe(401)
  }

  await page.goto(`${product.issuer}/account/apps`)
  expect(await page.textContent('main')).toContain('Expenses')
  const leave = new URLSearchParams({ id_token_hint: idToken, post_logout_redirect_uri: home, state: 'bye' })
  await page.goto(`${String(provider['end_session_endpoint'])}?${leave.toString()}`)
  await page.waitForURL(/\/callback\?state=bye$/)
  await page.goBack()
  await page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(await page.textContent('body')).not.toContain('Expenses')
}, 60_000)
