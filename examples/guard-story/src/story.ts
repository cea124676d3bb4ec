/** One client before one guarded server: it is sent away and told where to go, comes back with a token, and asks for more than it may. Throws where the story goes wrong. */
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { StandInIssuer } from './issuer.ts'

export interface Scene {
  /** The guarded endpoint, which is the resource, too. */
  readonly resource: string
  readonly issuer: StandInIssuer
}

/** The server must ask for `notes:read`, need `notes:write` for the tool `wipe`, and answer `whoami` with the caller's subject. */
export const tellStory = async ({ resource, issuer }: Scene): Promise<void> => {
  const call = (name: string, token?: string) =>
    fetch(resource, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }),
    })

  const stranger = await call('whoami')
  assert.equal(stranger.status, 401)
  const [, metadataUrl = ''] = /resource_metadata="([^"]+)"/.exec(stranger.headers.get('www-authenticate') ?? '') ?? []
  const metadata = (await (await fetch(metadataUrl)).json()) as { resource: string; authorization_servers: string[] }
  assert.deepEqual([metadata.resource, metadata.authorization_servers], [resource, [issuer.url]])

  const token = await issuer.token(resource, 'notes:read')
  const known = await call('whoami', token)
  assert.equal(known.status, 200)
  assert.match(await known.text(), /alice/)

  const lacking = await call('wipe', token)
  assert.equal(lacking.status, 403)
  assert.match(lacking.headers.get('www-authenticate') ?? '', /scope="notes:read notes:write"/)

  const elsewhere = await call('whoami', await issuer.token('http://127.0.0.1:1/mcp', 'notes:read'))
  assert.equal(elsewhere.status, 401)
  process.stdout.write(`${resource}: sent away, let in as alice, kept from what alice may not do\n`)
}

/** The resource has to be known before its server listens. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
