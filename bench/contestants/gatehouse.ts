/** Gatehouse as it is shipped: the `gatehouse serve` of the built packages, on SQLite. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { adminSocketPath, createAdminClient } from '@gatehouse/admin-api'
import {
  createAppActor,
  createBrowser,
  createPerson,
  formFor,
  hasForm,
  type App,
  type Browser,
  type Page,
} from '@gatehouse/testkit'
import { anyAddress, type Ask } from '../load/work.ts'
import * as bench from './contestant.ts'
import { askJson, mint, textIn, times } from './preparing.ts'

const command = fileURLToPath(new URL('../../packages/cli/bin/gatehouse.js', import.meta.url))
const manifest = new URL('../../packages/cli/package.json', import.meta.url)
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }

const password = 'a lamp in every window'
const issuerPaths = { metadata: '/.well-known/oauth-authorization-server', jwks: '/jwks' }

const environmentOf = ({ port, url, directory }: bench.Place, synchronous: bench.Synchronous) => ({
  GATEHOUSE_PORT: String(port),
  GATEHOUSE_PUBLIC_URL: url,
  GATEHOUSE_DATA_DIR: directory,
  GATEHOUSE_DATABASE_SYNCHRONOUS: synchronous,
  GATEHOUSE_LOG_LEVEL: 'warn',
  GATEHOUSE_BOOTSTRAP_USER: 'alice',
  GATEHOUSE_BOOTSTRAP_PASSWORD: password,
  // So that limits by network, which are counted as always, do not end the load.
  GATEHOUSE_TRUSTED_PROXIES: '127.0.0.1/32',
  GATEHOUSE_MAX_UNUSED_REGISTRATIONS: '1000000',
  GATEHOUSE_CLIENTS: JSON.stringify([{ id: 'app', name: 'App', redirectUris: [bench.callback], firstParty: true }]),
  GATEHOUSE_SERVERS: JSON.stringify([
    { name: 'notes', url: bench.resource, scopes: [{ name: bench.scope, description: 'Read' }], default: true },
    {
      name: 'vault',
      url: bench.opaqueResource,
      accessTokenFormat: 'opaque',
      scopes: [{ name: 'vault:read', description: 'Read' }],
    },
  ]),
})

/** `flags`: of Node, such as `--cpu-prof`. */
export const gatehouse = (synchronous: bench.Synchronous, flags: readonly string[] = []): bench.Contestant => ({
  name: `Gatehouse, ${synchronous.toUpperCase()}`,
  says: `Gatehouse ${version}; RFC 9068 access token, ES256 by node:crypto; every issue journaled; node:sqlite, WAL, synchronous ${synchronous.toUpperCase()}, group commit`,
  metadataPath: issuerPaths.metadata,
  command: (place) => ({ argv: [...flags, command, 'serve'], environment: environmentOf(place, synchronous) }),
  async prepare(place) {
    const { url } = place
    const admin = createAdminClient(adminSocketPath(place.directory))
    const machine = await addMachine(admin)
    const keyOf = async (name: string) => (await admin('addServerKey', { name, label: 'bench' })).key
    const keys = { notes: await keyOf('notes'), vault: await keyOf('vault') }
    const { browser, app, opaque, tokens } = await signInOften(url)
    const introspection = (key: string, token: string): Ask => ({
      method: 'POST',
      path: '/introspect',
      headers: { ...bench.formHeaders, Authorization: `Bearer ${key}` },
      body: bench.formOf({ token }),
    })
    const seen = textIn(await askJson(url, machine), 'access_token')
    const minted = await mint(url, machine)
    return {
      metadata: { kind: 'asks', status: 200, asks: [{ method: 'GET', path: issuerPaths.metadata }] },
      jwks: { kind: 'asks', status: 200, asks: [{ method: 'GET', path: issuerPaths.jwks }] },
      registration: { kind: 'asks', status: 201, asks: [registration] },
      machine: { kind: 'asks', status: 200, asks: [machine] },
      refresh: { kind: 'refresh', ask: tokenAsk('refresh_token'), tokens },
      flow: { kind: 'flow', authorize: authorization(app, browser, url), redeem: redemption },
      introspectSeen: { kind: 'asks', status: 200, asks: [introspection(keys.notes, seen)] },
      introspectNew: { kind: 'asks', status: 200, asks: minted.map((token) => introspection(keys.notes, token)) },
      introspectOpaque: { kind: 'asks', status: 200, asks: [introspection(keys.vault, opaque)] },
    }
  },
})

const addMachine = async (admin: ReturnType<typeof createAdminClient>): Promise<Ask> => {
  const { secret = '' } = await admin('addClient', {
    id: 'machine',
    name: 'Machine',
    redirectUris: [],
    grantTypes: ['client_credentials'],
    authenticationMethod: 'client_secret_basic',
    isFirstParty: false,
    machineAccess: [{ resource: bench.resource, scopes: [bench.scope] }],
  })
  return {
    method: 'POST',
    path: '/token',
    headers: { ...bench.formHeaders, Authorization: bench.basic('machine', secret) },
    body: bench.formOf({ grant_type: 'client_credentials', resource: bench.resource }),
  }
}

const registration: Ask = {
  method: 'POST',
  path: '/register',
  headers: { ...bench.jsonHeaders, 'X-Forwarded-For': anyAddress },
  body: JSON.stringify({ client_name: 'Bench', redirect_uris: [bench.callback], token_endpoint_auth_method: 'none' }),
}

const tokenAsk = (type: string, more: Readonly<Record<string, string>> = {}): Ask => ({
  method: 'POST',
  path: '/token',
  headers: bench.formHeaders,
  body: bench.formOf({ grant_type: type, client_id: 'app', ...more }),
})

const redemption = tokenAsk('authorization_code', { code_verifier: bench.verifier, redirect_uri: bench.callback })

const authorization = (app: App, browser: Browser, url: string): Ask => {
  const { pathname, search } = new URL(asked(app))
  return {
    method: 'GET',
    path: pathname + search,
    headers: {
      Accept: 'text/html',
      'Sec-Fetch-Site': 'same-origin',
      Cookie: browser.cookies.headerFor(`${url}/authorize`, false) ?? '',
      'X-Forwarded-For': anyAddress,
    },
  }
}

/** Signs in once and approves once; afterwards a code comes back without a page. */
const signInOften = async (url: string) => {
  const ask = (request: Request): Promise<Response> => fetch(request, { redirect: 'manual' })
  const browser = createBrowser({ fetch: ask, origin: url, address: '' })
  const person = createPerson({ name: 'alice', password, issuer: url, browser })
  const options = { fetch: ask, issuer: url, clientId: 'app', redirectUri: bench.callback, address: '' }
  const app = createAppActor({ ...options, resource: bench.resource })
  const vault = createAppActor({ ...options, resource: bench.opaqueResource })
  const codeFor = async (one: App): Promise<string> => {
    const page = await browser.open(asked(one), 'here')
    const answered = page.left === undefined ? await approve(page) : page
    const code = one.readAnswer(answered).get('code')
    if (code === null) throw new Error(`no code came back: ${answered.left}`)
    return code
  }
  const approve = async (page: Page): Promise<Page> => {
    const here = hasForm(page, '/sign-in') ? await person.signIn(page) : page
    return here.left === undefined ? browser.submit(formFor(here, '/consent'), { button: 'approve' }) : here
  }
  const redeem = async (one: App) => one.redeem(await codeFor(one), bench.verifier)
  const opaque = (await redeem(vault)).access_token
  const families = await times(bench.chains, () => redeem(app))
  const tokens = families.map(({ refresh_token: token = '' }) => token)
  return { browser, app, opaque, tokens }
}

const asked = (app: App): string => app.authorizationUrl({ code_challenge: bench.challenge })
