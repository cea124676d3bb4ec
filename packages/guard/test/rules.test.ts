import { describe, expect, it } from 'vitest'
import { resource, smallWorld, verdict } from './local-issuer.ts'

const tools = { write_note: ['notes:write'], wipe: ['notes:write', 'notes:admin'] }
const call = (name: unknown, id: unknown = 1) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: {} },
})
const modern = (name: string): Record<string, string> => ({
  'mcp-protocol-version': '2026-07-28',
  'mcp-method': 'tools/call',
  'mcp-name': name,
})
const scopeOf = (response: Response) => /scope="([^"]*)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1]

const world = async (scope: string, options = {}) => {
  const small = await smallWorld({ tools, ...options })
  const token = await small.token({ scope })
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    small.callWith(token, { body: typeof body === 'string' ? body : JSON.stringify(body), headers })
  return { ...small, post }
}

describe('scopes', () => {
  it('R16: a missing scope is 403 insufficient_scope with all scopes that the call needs', async () => {
    const { post, handled } = await world('profile')
    const response = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
    expect(await verdict(response)).toEqual({ status: 403, error: 'insufficient_scope', pointsHome: true })
    expect(scopeOf(response)).toBe('notes:read')
    expect(await response.json()).toMatchObject({ error: 'insufficient_scope' })
    const wipe = await post(call('wipe'))
    expect(scopeOf(wipe)).toBe('notes:read notes:write notes:admin')
    expect(handled).toEqual([])
  })

  it('R16: no substring, case, list or neighbour of a scope satisfies it', async () => {
    const near = [
      'notes:readonly',
      'xnotes:read',
      'notes',
      'notes:',
      'NOTES:READ',
      'notes:read,notes:write',
      '[notes:read]',
      'notes:*',
      '*',
      '',
      'notes:read2 notes:rea',
    ]
    for (const scope of near) {
      const { post, handled } = await world(scope)
      expect((await post({ jsonrpc: '2.0', id: 1, method: 'ping' })).status).toBe(403)
      expect(handled).toEqual([])
    }
  })

  it('R16: a broader scope satisfies the ones it implies, over several steps and in circles', async () => {
    const implies = { 'notes:admin': ['notes:write'], 'notes:write': ['notes:read'], 'notes:read': ['notes:read'] }
    const admin = await world('notes:admin', { implies })
    expect((await admin.post(call('wipe'))).status).toBe(200)
    const writer = await world('notes:write', { implies })
    expect((await writer.post(call('write_note'))).status).toBe(200)
    expect((await writer.post(call('wipe'))).status).toBe(403)
    const reader = await world('notes:read', { implies })
    expect((await reader.post(call('write_note'))).status).toBe(403)
  })
})

describe('a tool’s scopes are decided before it runs', () => {
  it('R16: calling write_note without notes:write is a true 403; the handler is not called', async () => {
    const { post, handled } = await world('notes:read')
    const response = await post(call('write_note'))
    expect(await verdict(response)).toEqual({ status: 403, error: 'insufficient_scope', pointsHome: true })
    expect(scopeOf(response)).toBe('notes:read notes:write')
    expect((await post(call('write_note'), modern('write_note'))).status).toBe(403)
    expect(handled).toEqual([])
    expect((await post(call('read_note'))).status).toBe(200)
    expect((await post({ jsonrpc: '2.0', method: 'notifications/initialized' })).status).toBe(200)
    expect((await post({ jsonrpc: '2.0', id: 4, result: {} })).status).toBe(200)
  })

  it('hands on the request unread, and what it parsed', async () => {
    const { guard, token } = await world('notes:read')
    const body = JSON.stringify(call('read_note'))
    const request = new Request(resource, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${await token()}` },
    })
    const seen = await guard.handle(request, async (admitted) =>
      Response.json([admitted.body, await admitted.request.text(), admitted.request === request]),
    )
    expect(await seen.json()).toEqual([call('read_note'), body, true])
  })

  it('tool names of the language itself are names like others', async () => {
    const { post } = await world('notes:read')
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect((await post(call(name))).status).toBe(200)
    const strict = await world('notes:read', {
      tools: JSON.parse('{"__proto__":["notes:write"]}') as Record<string, string[]>,
    })
    expect((await strict.post(call('__proto__'))).status).toBe(403)
  })

  it('headers that do not say what the body says are 400 -32020', async () => {
    const { post, handled } = await world('notes:read notes:write')
    const wrong: Record<string, string>[] = [
      modern('read_note'),
      { ...modern('write_note'), 'mcp-method': 'tools/list' },
      { 'mcp-protocol-version': '2026-07-28' },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' },
      { 'mcp-protocol-version': '2026-07-28', 'mcp-name': 'write_note' },
      modern('write_note, read_note'),
      modern('WRITE_NOTE'),
      modern('=?base64?cmVhZF9ub3Rl?='),
      modern('=?base64?%%%?='),
      modern('=?base64?/w==?='),
      { 'mcp-name': 'read_note' },
    ]
    for (const headers of wrong) {
      const response = await post(call('write_note', 'seven'), headers)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: 'seven', error: { code: -32020 } })
    }
    expect(handled).toEqual([])
    for (const name of ['write_note', '=?base64?d3JpdGVfbm90ZQ==?='])
      expect((await post(call('write_note'), modern(name))).status).toBe(200)
  })

  it('a header that names a harmless tool does not open a harmful one', async () => {
    const { post, handled } = await world('notes:read')
    expect((await post(call('write_note'), modern('read_note'))).status).toBe(400)
    expect(handled).toEqual([])
  })

  it('batches: every member passes or the whole is refused; only the wire that knows batches has them', async () => {
    const { post, handled } = await world('notes:read')
    const harmless = call('read_note')
    expect((await post([harmless, harmless])).status).toBe(200)
    expect((await post([harmless], { 'mcp-protocol-version': '2025-03-26' })).status).toBe(200)
    handled.length = 0
    const refusal = await post([harmless, call('write_note'), call('wipe')])
    expect(refusal.status).toBe(403)
    expect(scopeOf(refusal)).toBe('notes:read notes:write notes:admin')
    for (const version of ['2025-06-18', '2025-11-25', '2026-07-28', 'x']) {
      expect((await post([harmless], { 'mcp-protocol-version': version })).status).toBe(400)
    }
    expect((await post([])).status).toBe(400)
    expect((await post(Array.from({ length: 51 }, () => harmless))).status).toBe(400)
    expect(handled).toEqual([])
  })

  it('a body that two parsers could read two ways is 400', async () => {
    const { post, handled } = await world('notes:read')
    const bodies = [
      '{',
      'x',
      '{"method":"tools/list","method":"tools/call","params":{"name":"write_note"}}',
      '{"method":"tools/call","params":{"name":"read_note","n\\u0061me":"write_note"}}',
      `${'['.repeat(65)}${']'.repeat(65)}`,
    ]
    for (const body of bodies) {
      const response = await post(body)
      expect(response.status).toBe(400)
      expect(await response.json()).toMatchObject({ error: { code: -32700 } })
    }
    for (const name of [undefined, 7, ['write_note'], { toString: 'write_note' }]) {
      expect(await (await post(call(name))).json()).toMatchObject({ id: 1, error: { code: -32602 } })
    }
    const raw = new Uint8Array([0x22, 0xff, 0x22])
    const { callWith, token } = await world('notes:read')
    expect((await callWith(await token(), { body: raw })).status).toBe(400)
    expect(handled).toEqual([])
  })

  it('a body over 4 MiB is cut off with 413, declared or not', async () => {
    const { callWith, token, handled } = await world('notes:read')
    const declared = await callWith(await token(), { body: 'x', headers: { 'content-length': '4194305' } })
    expect(declared.status).toBe(413)
    let sent = 0
    const endless = new ReadableStream({
      pull(controller) {
        sent += 1
        controller.enqueue(new Uint8Array(65_536).fill(32))
      },
    })
    const streamed = await callWith(await token(), { body: endless, duplex: 'half' })
    expect(streamed.status).toBe(413)
    expect(sent).toBeLessThan(80)
    expect(handled).toEqual([])
  })
})
