/** The least code that does the same job: what nobody can beat, so the distance to it is craft. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Ask, Work } from '../load/work.ts'
import { floorSecret } from '../servers/floor-tokens.ts'
import * as bench from './contestant.ts'
import { askJson, mint, textIn, times } from './preparing.ts'

const server = fileURLToPath(new URL('../servers/floor.ts', import.meta.url))

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

export const floor = (synchronous: bench.Synchronous): bench.Contestant => ({
  name: `floor, ${synchronous.toUpperCase()}`,
  says: `node:http of Node ${process.version}, one ES256 signature by node:crypto, the same rows without their indexes; node:sqlite, WAL, synchronous ${synchronous.toUpperCase()}, group commit`,
  metadataPath: '/metadata',
  command: ({ port, directory }) => ({
    argv: [server],
    environment: { PORT: String(port), DATABASE: join(directory, 'floor.db'), SYNCHRONOUS: synchronous },
  }),
  async prepare({ url }) {
    const seen = textIn(await askJson(url, machine), 'access_token')
    const tokens = await times(bench.chains, () => family(url))
    const minted = await mint(url, machine)
    const asks = (...list: readonly Ask[]): Work => ({ kind: 'asks', status: 200, asks: list })
    return {
      metadata: asks({ method: 'GET', path: '/metadata' }),
      jwks: asks({ method: 'GET', path: '/jwks' }),
      registration: { kind: 'asks', status: 201, asks: [registration] },
      machine: asks(machine),
      refresh: {
        kind: 'refresh',
        ask: post('/token', bench.formOf({ grant_type: 'refresh_token', client_id: 'app' })),
        tokens,
      },
      flow: { kind: 'flow', authorize, redeem },
      introspectSeen: asks(introspection(seen)),
      introspectNew: asks(...minted.map(introspection)),
    }
  },
})

const post = (path: string, body: string): Ask => ({ method: 'POST', path, headers: bench.formHeaders, body })

const withSecret = { ...bench.formHeaders, Authorization: bench.basic('machine', floorSecret) }

const machine: Ask = {
  ...post('/token', bench.formOf({ grant_type: 'client_credentials', resource: bench.resource })),
  headers: withSecret,
}

const introspection = (token: string): Ask => ({ ...post('/introspect', bench.formOf({ token })), headers: withSecret })

const registration: Ask = {
  method: 'POST',
  path: '/register',
  headers: bench.jsonHeaders,
  body: JSON.stringify({ client_name: 'Bench', redirect_uris: [bench.callback], token_endpoint_auth_method: 'none' }),
}

const authorize: Ask = { method: 'GET', path: `/authorize?${authorization}`, headers: { Cookie: 'session=alice' } }

const redeem = post(
  '/token',
  bench.formOf({
    grant_type: 'authorization_code',
    client_id: 'app',
    code_verifier: bench.verifier,
    redirect_uri: bench.callback,
  }),
)

const family = async (url: string): Promise<string> => {
  const answer = await fetch(url + authorize.path, { redirect: 'manual' })
  const code = new URL(answer.headers.get('Location') ?? '').searchParams.get('code')
  return textIn(await askJson(url, { ...redeem, body: `${redeem.body ?? ''}&code=${code}` }), 'refresh_token')
}
