/** better-auth with its OAuth provider plugin. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import type { Ask } from '../load/work.ts'
import * as bench from './contestant.ts'
import { askJson, mint, textIn, times } from './preparing.ts'

const server = fileURLToPath(new URL('../peers/better-auth.ts', import.meta.url))
const manifest = new URL('../node_modules/better-auth/package.json', import.meta.url)
const base = '/api/auth'
const metadataPath = `${base}/.well-known/oauth-authorization-server`

const databaseOf = ({ directory }: bench.Place): string => join(directory, 'better-auth.db')

export const betterAuth = (): bench.Contestant => ({
  name: 'better-auth',
  says: `better-auth ${(JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version} with @better-auth/oauth-provider; JWT access token, ES256; no journal; node:sqlite, WAL, synchronous NORMAL, one commit a write`,
  metadataPath,
  command: (place) => ({
    argv: [server],
    environment: {
      PORT: String(place.port),
      DATABASE: databaseOf(place),
      SETTINGS: JSON.stringify({ scope: bench.scope, resource: bench.resource }),
    },
  }),
  async prepare(place) {
    const { url } = place
    const cookie = await signUp(url)
    const app = await addClient(url, cookie, {
      grant_types: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_method: 'none',
      scope: `${bench.scope} offline_access`,
    })
    const machine = await addMachine(place, cookie)
    const flow = flowOf(textIn(app, 'client_id'), cookie)
    await allow(url, flow.authorize, cookie)
    const tokens = await times(bench.chains, () => family(url, flow))
    const introspection = (token: string): Ask => ({
      ...machine,
      path: `${base}/oauth2/introspect`,
      body: bench.formOf({ token }),
    })
    const seen = textIn(await askJson(url, machine), 'access_token')
    // It remembers none, so a few are as good as many.
    const minted = await mint(url, machine, 200)
    return {
      metadata: { kind: 'asks', status: 200, asks: [{ method: 'GET', path: metadataPath }] },
      jwks: { kind: 'asks', status: 200, asks: [{ method: 'GET', path: `${base}/jwks` }] },
      registration: { kind: 'asks', status: 201, asks: [registration] },
      machine: { kind: 'asks', status: 200, asks: [machine] },
      refresh: { kind: 'refresh', ask: flow.refresh, tokens },
      flow: { kind: 'flow', ...flow },
      introspectSeen: { kind: 'asks', status: 200, asks: [introspection(seen)] },
      introspectNew: { kind: 'asks', status: 200, asks: minted.map(introspection) },
    }
  },
})

const fromHere = (url: string, cookie: string) => ({ ...bench.jsonHeaders, Origin: url, Cookie: cookie })

const signUp = async (url: string): Promise<string> => {
  const body = JSON.stringify({ email: 'alice@example.com', password: 'a lamp in every window', name: 'alice' })
  const answer = await fetch(`${url}${base}/sign-up/email`, { method: 'POST', headers: fromHere(url, ''), body })
  return answer.headers
    .getSetCookie()
    .map((field) => field.split(';')[0])
    .join('; ')
}

const addClient = (url: string, cookie: string, members: object) =>
  askJson(url, {
    method: 'POST',
    path: `${base}/oauth2/create-client`,
    headers: fromHere(url, cookie),
    body: JSON.stringify({ client_name: 'Bench', redirect_uris: [bench.callback], ...members }),
  })

const addMachine = async (place: bench.Place, cookie: string): Promise<Ask> => {
  const made = await addClient(place.url, cookie, {
    grant_types: ['client_credentials'],
    token_endpoint_auth_method: 'client_secret_basic',
    scope: bench.scope,
  })
  const id = textIn(made, 'client_id')
  // Only an admin of the application may say so, and there is no application here.
  const database = new DatabaseSync(databaseOf(place))
  database
    .prepare('update oauthClient set clientCredentialsScopes = ? where clientId = ?')
    .run(`["${bench.scope}"]`, id)
  database.close()
  return {
    method: 'POST',
    path: `${base}/oauth2/token`,
    headers: { ...bench.formHeaders, Authorization: bench.basic(id, textIn(made, 'client_secret')) },
    body: bench.formOf({ grant_type: 'client_credentials', resource: bench.resource, scope: bench.scope }),
  }
}

const registration: Ask = {
  method: 'POST',
  path: `${base}/oauth2/register`,
  headers: bench.jsonHeaders,
  body: JSON.stringify({ client_name: 'Bench', redirect_uris: [bench.callback], token_endpoint_auth_method: 'none' }),
}

const flowOf = (id: string, cookie: string) => {
  const query = bench.formOf({
    response_type: 'code',
    client_id: id,
    redirect_uri: bench.callback,
    scope: `${bench.scope} offline_access`,
    resource: bench.resource,
    code_challenge: bench.challenge,
    code_challenge_method: 'S256',
    state: 'state',
  })
  const token = (type: string, more: Readonly<Record<string, string>>): Ask => ({
    method: 'POST',
    path: `${base}/oauth2/token`,
    headers: bench.formHeaders,
    body: bench.formOf({ grant_type: type, client_id: id, resource: bench.resource, ...more }),
  })
  return {
    authorize: {
      method: 'GET',
      path: `${base}/oauth2/authorize?${query}`,
      headers: { Accept: 'text/html', 'Sec-Fetch-Mode': 'navigate', Cookie: cookie },
    },
    redeem: token('authorization_code', { code_verifier: bench.verifier, redirect_uri: bench.callback }),
    refresh: token('refresh_token', {}),
  } as const
}

type Flow = ReturnType<typeof flowOf>

/** What came back: to a script it is told as JSON, to a browser as a redirect. */
const placeOf = async (url: string, ask: Ask): Promise<URL> => {
  const answer = await fetch(url + ask.path, { headers: { ...ask.headers }, redirect: 'manual' })
  const location = answer.headers.get('Location') ?? textIn((await answer.json()) as Record<string, unknown>, 'url')
  return new URL(location, url)
}

const allow = async (url: string, authorize: Ask, cookie: string): Promise<void> => {
  const page = await placeOf(url, authorize)
  const body = JSON.stringify({ accept: true, oauth_query: page.search.slice(1) })
  await askJson(url, { method: 'POST', path: `${base}/oauth2/consent`, headers: fromHere(url, cookie), body })
}

const family = async (url: string, { authorize, redeem }: Flow): Promise<string> => {
  const place = await placeOf(url, authorize)
  const code = place.searchParams.get('code')
  if (code === null) throw new Error(`no code came back, but ${place.href}`)
  return textIn(await askJson(url, { ...redeem, body: `${redeem.body ?? ''}&code=${code}` }), 'refresh_token')
}
