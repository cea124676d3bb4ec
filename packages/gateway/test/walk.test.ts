/** The walk of one request, up to the upstream. */
import { afterEach, describe, expect, it } from 'vitest'
import { overHttp } from './definitions.ts'
import { type GatewayWorld, openGatewayWorld } from './gateway-world.ts'

let world: GatewayWorld | undefined
afterEach(() => world?.close())

describe('a gateway', () => {
  it('tells whoever comes without a token where to get one', async () => {
    world = await openGatewayWorld(() => [overHttp('notes', 'http://127.0.0.1:9/mcp')])
    const { status, headers } = await fetch(`${world.origin}/mcp/notes`, { method: 'POST', body: '{}' })
    expect(status).toBe(401)
    expect(headers.get('www-authenticate')).toContain(
      `resource_metadata="${world.origin}/.well-known/oauth-protected-resource/mcp/notes"`,
    )
    expect(headers.get('www-authenticate')).toContain('scope="notes:read notes:write"')
  })

  it('says in JSON-RPC, with a trace id, that nobody stands behind it', async () => {
    world = await openGatewayWorld(() => [overHttp('notes', 'http://127.0.0.1:9/mcp')])
    const response = await fetch(`${world.origin}/mcp/notes`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await world.token({ name: 'notes' })}`, 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/list' }),
    })
    expect(response.status).toBe(502)
    expect(await response.json()).toMatchObject({ id: 7, error: { data: { reason: 'upstream_unreachable' } } })
  })
})
