/** oidc-provider, the reference of the field on Node. */
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createBrowser } from '@gatehouse/testkit'
import type { Ask } from '../load/work.ts'
import * as bench from './contestant.ts'
import { askJson, textIn, times } from './preparing.ts'

const server = fileURLToPath(new URL('../peers/oidc-provider.ts', import.meta.url))
const manifest = new URL('../node_modules/oidc-provider/package.json', import.meta.url)

const secret = 'a secret of this benchmark only, long enough for HS256'
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })

const settings = {
  key: { ...key, alg: 'ES256', use: 'sig', kid: 'bench' },
  scope: bench.scope,
  resource: bench.resource,
  opaqueResource: bench.opaqueResource,
  clients: [
    {
      client_id: 'app',
      token_endpoint_auth_method: 'none',
      redirect_uris: [bench.callback],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
    },
    {
      client_id: 'machine',
      client_secret: secret,
      redirect_uris: [],
      grant_types: ['client_credentials'],
      response_types: [],
      id_token_signed_response_alg: 'ES256',
    },
  ],
}

const authorization = bench.formOf({
  response_type: 'code',
  client_id: 'app',
  redirect_uri: bench.callback,
  scope: bench.scope,
  resource: bench.resource,
  code_challenge: bench.challenge,
  code_challenge_method: 'S256',
  state: 'state',
})

export const oidcProvider = (): bench.Contestant => ({
  name: 'oidc-provider',
  says: `oidc-provider ${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version}; JWT access token, ES256; no journal; node:sqlite, WAL, synchronous NORMAL, one commit a write`,
  metadataPath: '/.well-known/openid-configuration',
  command: ({ port, directory }) => ({
    argv: [server],
    environment: {
      PORT: String(port),
      DATABASE: join(directory, 'models.db'),
      SETTINGS: JSON.stringify(settings),
    },
  }),
  async prepare({ url }) {
    const opaque = textIn(await askJson(url, machine(bench.opaqueResource)), 'access_token')
    const { cookie, tokens } = await signIn(url)
    return {
      metadata: { kind: 'asks', status: 200, asks: [{ method: 'GET', path: '/.well-known/openid-configuration' }] },
      jwks: { kind: 'asks', status: 200, asks: [{ method: 'GET', path: '/jwks' }] },
      registration: { kind: 'asks', status: 201, asks: [registration] },
      machine: { kind: 'asks', status: 200, asks: [machine(bench.resource)] },
      refresh: { kind: 'refresh', ask: tokenAsk('refresh_token'), tokens },
      flow: {
        kind: 'flow',
        authorize: { method: 'GET', path: `/auth?${authorization}`, headers: { Accept: 'text/html', Cookie: cookie } },
        redeem,
      },
      introspectOpaque: { kind: 'asks', status: 200, asks: [introspection(opaque)] },
    }
  },
})

const withSecret = { ...bench.formHeaders, Authorization: bench.basic('machine', secret) }

const machine = (resource: string): Ask => ({
  method: 'POST',
  path: '/token',
  headers: withSecret,
  body: bench.formOf({
    grant_type: 'client_credentials',
    resource,
    scope: resource === bench.resource ? bench.scope : 'vault:read',
  }),
})

const introspection = (token: string): Ask => ({
  method: 'POST',
  path: '/token/introspection',
  headers: withSecret,
  body: bench.formOf({ token }),
})

const registration: Ask = {
  method: 'POST',
  path: '/reg',
  headers: bench.jsonHeaders,
  body: JSON.stringify({
    client_name: 'Bench',
    redirect_uris: [bench.callback],
    token_endpoint_auth_method: 'none',
    id_token_signed_response_alg: 'ES256',
  }),
}

const tokenAsk = (type: string, more: Readonly<Record<string, string>> = {}): Ask => ({
  method: 'POST',
  path: '/token',
  headers: bench.formHeaders,
  body: bench.formOf({ grant_type: type, client_id: 'app', ...more }),
})

const redeem = tokenAsk('authorization_code', { code_verifier: bench.verifier, redirect_uri: bench.callback })

/** The first time through sign-in and consent, which say yes; then by the session's cookie. */
const signIn = async (url: string) => {
  const browser = createBrowser({
    fetch: (request) => fetch(request, { redirect: 'manual' }),
    origin: url,
    address: '',
  })
  const family = async (): Promise<string> => {
    const { left = '', status, words } = await browser.open(`${url}/auth?${authorization}`, 'here')
    const code = URL.canParse(left) ? new URL(left).searchParams.get('code') : null
    if (code === null) throw new Error(`no code came back, but ${left} ${status} ${words}`)
    const body = `${redeem.body ?? ''}&code=${code}`
    return textIn(await askJson(url, { ...redeem, body }), 'refresh_token')
  }
  const tokens = await times(bench.chains, family)
  return { cookie: browser.cookies.headerFor(`${url}/auth`, false) ?? '', tokens }
}
