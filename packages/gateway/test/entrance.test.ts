/** Who may ask at all: under which name, at which address, by which method, from which page. */
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { overHttp, overStdio } from './definitions.ts'
import { type GatewayWorld, openGatewayWorld } from './gateway-world.ts'

let world: GatewayWorld
beforeAll(async () => {
  const program = overStdio('program', [process.execPath, '--eval', ''])
  world = await openGatewayWorld(() => [overHttp('notes', 'http://127.0.0.1:9/mcp'), program], {
    allowedHosts: ['gate.internal'],
  })
})
afterAll(() => world.close())

interface Told {
  readonly status: number | undefined
  readonly headers: NodeJS.Dict<string | string[]>
  readonly body: string
}

/** With a header that no library lets one send. */
const ask = (method: string, headers: Readonly<Record<string, string>> = {}, path = '/mcp/notes'): Promise<Told> =>
  new Promise((resolve, reject) => {
    const asked = request(`${world.origin}${path}`, { method, headers, agent: false }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }))
    })
    asked.once('error', reject).end(method === 'POST' ? '{}' : undefined)
  })

describe('a gateway', () => {
  it.each(['GET', 'HEAD', 'POST', 'DELETE'])(
    'tells whoever comes by %s without a token where to get one',
    async (method) => {
      const { status, headers } = await ask(method)
      expect(status).toBe(401)
      expect(headers['www-authenticate']).toContain(
        `resource_metadata="${world.origin}/.well-known/oauth-protected-resource/mcp/notes"`,
      )
      expect(headers['www-authenticate']).toContain('scope="notes:read notes:write"')
    },
  )

  it('says in JSON-RPC, with a trace id, that nobody stands behind it', async () => {
    const response = await fetch(`${world.origin}/mcp/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await world.token({ name: 'notes' })}`, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/list' }),
    })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ id: 7, error: { data: { reason: 'upstream_unreachable' } } })
  })

  it('answers a preflight without a token', async () => {
    const { status, headers } = await ask('OPTIONS', {
      origin: 'https://page.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization, mcp-protocol-version',
    })
    expect([status, headers['access-control-allow-origin']]).toEqual([204, '*'])
    expect(headers['access-control-allow-credentials']).toBeUndefined()
  })

  it.each(['PUT', 'PATCH', 'TRACE', 'PROPFIND'])('S5: %s is 405 with what is served, token or not', async (method) => {
    const authorization = `Bearer ${await world.token({ name: 'notes' })}`
    for (const headers of [{}, { authorization }]) {
      const { status, headers: told } = await ask(method, headers)
      expect([status, told['allow']]).toEqual([405, 'GET, POST, DELETE, OPTIONS'])
    }
  })

  it('S5: HEAD and OPTIONS with a token mean nothing to a server either', async () => {
    const authorization = `Bearer ${await world.token({ name: 'notes' })}`
    expect((await ask('HEAD', { authorization })).status).toBe(405)
    expect((await ask('OPTIONS', { authorization })).status).toBe(405)
  })

  it('S5: another protocol on the same connection is 405, token or not, whatever stands behind', async () => {
    const authorization = `Bearer ${await world.token({ name: 'notes' })}`
    const wish = { connection: 'Upgrade', upgrade: 'websocket' }
    for (const path of ['/mcp/notes', '/mcp/program']) {
      for (const headers of [wish, { ...wish, authorization }]) {
        const { status, headers: told } = await ask('POST', headers, path)
        expect([status, told['allow']]).toEqual([405, 'GET, POST, DELETE, OPTIONS'])
      }
      const offer = { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' }
      expect((await ask('POST', offer, path)).status, 'an offer of HTTP/2 is overlooked').toBe(401)
    }
  })

  it.each([
    '/mcp/notes/x',
    '/mcp/notes/.well-known/else',
    '/mcp/notes//',
    '/.well-known/oauth-protected-resource/mcp/notes/x',
  ])('has nothing at %s', async (path) => {
    expect((await ask('GET', {}, path)).status).toBe(404)
  })

  it('takes a slash at the end of its address', async () => {
    expect((await ask('POST', {}, '/mcp/notes/')).status).toBe(401)
  })
})

describe('S6: the name in Host', () => {
  const status = async (host: string) => (await ask('POST', { host })).status

  it.each([
    'localhost',
    'LocalHost:4646',
    '127.0.0.1',
    '127.0.0.1:1',
    '[::1]:4646',
    'gate.internal',
    'GATE.internal:80',
  ])('S6: %s is known: the token is asked for', async (host) => {
    expect(await status(host)).toBe(401)
  })

  it.each([
    'evil.example',
    'EVIL.example:4646',
    'localhost.evil.example',
    'notlocalhost',
    '127.0.0.2',
    'localhost@evil.example',
    '[::2]',
  ])('S6: %s is not, whatever it asks for and with whatever token', async (host) => {
    const authorization = `Bearer ${await world.token({ name: 'notes' })}`
    const { status: told, body } = await ask('POST', { host, authorization })
    expect(told).toBe(421)
    expect(body).toContain('allowedHosts')
    expect((await ask('GET', { host }, '/.well-known/oauth-protected-resource/mcp/notes')).status).toBe(421)
  })

  it('S6: the public name is known under any port', async () => {
    const open = await openGatewayWorld(() => [overHttp('notes', 'http://127.0.0.1:9/mcp')], {
      publicOrigin: 'https://gate.example:8443',
    })
    const told = await fetch(`${open.origin}/mcp/notes`, { method: 'POST', body: '{}' })
    await open.close()
    expect(told.status).toBe(401)
  })
})

describe('S6: the Origin of a page', () => {
  it.each(['https://evil.example', 'null'])(
    'S6: %s gets nothing without a token, and no credentials',
    async (origin) => {
      const { status, headers } = await ask('POST', { origin, cookie: 'session=1' })
      expect([status, headers['access-control-allow-origin']]).toEqual([401, '*'])
      expect(headers['access-control-allow-credentials']).toBeUndefined()
      expect(headers['set-cookie']).toBeUndefined()
    },
  )
})

describe('the keys of Gatehouse-Identity', () => {
  it('are public, cacheable and of this gateway', async () => {
    const { status, headers, body } = await ask('GET', { origin: 'https://page.example' }, '/mcp/.well-known/jwks.json')
    expect([status, headers['cache-control'], headers['access-control-allow-origin']]).toEqual([
      200,
      'public, max-age=300',
      '*',
    ])
    expect(JSON.parse(body)).toEqual({ keys: [expect.objectContaining({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' })] })
    expect(body).not.toContain('"d"')
    expect((await ask('POST', {}, '/mcp/.well-known/jwks.json')).status).toBe(405)
  })
})
