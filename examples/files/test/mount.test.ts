import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { mountFiles } from '../src/mount.ts'
import { type World, issuer, resource, smallWorld } from './small-world.ts'

let files: World
beforeEach(async () => {
  files = await smallWorld()
})
afterEach(() => files.clear())

const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 't', version: '1' } },
}
const list = { jsonrpc: '2.0', id: 2, method: 'tools/list' }

const send = async (token: string, body: unknown, headers: Record<string, string> = {}, method = 'POST') =>
  files.serve(
    new Request(resource, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      ...(method === 'POST' ? { body: JSON.stringify(body) } : {}),
    }),
  )
const open = async (token: string) => {
  const response = await send(token, initialize)
  await response.text()
  return { 'mcp-session-id': response.headers.get('mcp-session-id') ?? '', 'mcp-protocol-version': '2025-11-25' }
}

describe('at the door', () => {
  const wellKnown = 'http://localhost:4646/.well-known/oauth-protected-resource/mcp/files'
  const challenge = `Bearer realm="${resource}", scope="files:read", resource_metadata="${wellKnown}"`

  it('every method without a token gets the challenge, and the metadata is where it says', async () => {
    for (const method of ['POST', 'GET', 'HEAD', 'DELETE']) {
      const response = await files.serve(new Request(resource, { method }))
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, challenge])
    }
    const metadata = await files.serve(new Request(wellKnown))
    expect(await metadata.json()).toEqual({
      resource,
      authorization_servers: [issuer],
      scopes_supported: ['files:read'],
      bearer_methods_supported: ['header'],
      resource_name: 'Demo files',
    })
  })

  it('SDK v2 hears of the step-up as what it is: a 403 with all scopes that the write needs', async () => {
    const headers = {
      authorization: `Bearer ${await files.token('files:read')}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    }
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: { name: 'write_file', arguments: { path: 'a', content: 'b' } },
    })
    const response = await files.serve(new Request(resource, { method: 'POST', headers, body }))
    expect(response.status).toBe(403)
    expect(response.headers.get('www-authenticate')).toBe(
      `Bearer realm="${resource}", error="insufficient_scope", error_description="this needs the scope files:read files:write", scope="files:read files:write", resource_metadata="${wellKnown}"`,
    )
  })

  it('a browser of any origin can read the answer', async () => {
    const authorization = `Bearer ${await files.token('files:read')}`
    const init = {
      method: 'GET',
      headers: { authorization, origin: 'https://web.example', accept: 'text/event-stream' },
    }
    const response = await files.serve(new Request(resource, init))
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
  })
})

describe('a session of the stateful wire', () => {
  it('belongs to the person and client who opened it; for anybody else it is not there', async () => {
    const alice = await files.token('files:read')
    const session = await open(alice)
    expect((await send(alice, list, session)).status).toBe(200)
    for (const stranger of [
      await files.token('files:read', 'usr_bob'),
      await files.token('files:read', 'usr_alice', 'cli_other'),
    ]) {
      for (const method of ['POST', 'GET', 'DELETE'])
        expect((await send(stranger, list, session, method)).status).toBe(404)
    }
    expect((await send(alice, list, session)).status).toBe(200)
    const refreshed = await files.token('files:read files:write')
    expect((await send(refreshed, list, session)).status).toBe(200)
  })

  it('streams on GET, ends on DELETE, and is then unknown', async () => {
    const alice = await files.token('files:read')
    const session = await open(alice)
    const stream = await send(alice, undefined, session, 'GET')
    expect([stream.status, stream.headers.get('content-type')]).toEqual([200, 'text/event-stream'])
    expect((await send(alice, undefined, session, 'DELETE')).status).toBe(200)
    await stream.text()
    expect((await send(alice, list, session)).status).toBe(404)
    expect((await send(alice, list, { 'mcp-session-id': 'made-up' })).status).toBe(404)
    expect((await send(alice, list)).status).toBe(400)
  })

  it('the fifty-first of one client ends its oldest, and nobody else’s', async () => {
    const bob = await files.token('files:read', 'usr_bob')
    const bobs = await open(bob)
    const alice = await files.token('files:read')
    const sessions = []
    for (let n = 0; n < 51; n += 1) sessions.push(await open(alice))
    const [oldest, next] = sessions
    expect((await send(alice, list, oldest)).status).toBe(404)
    expect((await send(alice, list, next)).status).toBe(200)
    expect((await send(bob, list, bobs)).status).toBe(200)
  })
})

describe('the demo folder', () => {
  it('is copied once: what was written stays over a restart', async () => {
    const token = await files.token('files:write')
    const call = { name: 'write_file', arguments: { path: 'welcome.md', content: 'mine' } }
    const session = await open(token)
    const written = await send(token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: call }, session)
    expect(await written.text()).toContain('replaced welcome.md')
    const { dataDirectory } = files
    mountFiles({
      issuer,
      resource,
      fetch,
      hasEnded: () => false,
      dataDirectory,
      log: { info: () => undefined, error: () => undefined },
    })
    expect(readFileSync(join(dataDirectory, 'demo-files/welcome.md'), 'utf8')).toBe('mine')
  })
})
