/** The suite, part four: what a call needs, decided before anything runs. */
import { describe, expect, it } from 'vitest'
import type { GuardOptions } from '../../src/index.ts'
import type { Adapter } from './adapter.ts'
import { jsonHeaders } from './ask.ts'
import { expectAdmitted, scopeOf, verdict, worldsOn } from './world.ts'

const tools = { write_note: ['notes:write'], wipe: ['notes:write', 'notes:admin'] }
const lacking = { status: 403, error: 'insufficient_scope', pointsHome: true }
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

export const proveRules = (adapter: Adapter): void => {
  const openWorld = worldsOn(adapter)
  const open = async (scope: string, options: Partial<GuardOptions> = {}) => {
    const world = await openWorld({ tools, ...options })
    const token = await world.token({ scope })
    const post = (body: unknown, headers: Record<string, string> = {}) =>
      world.callWith(token, {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { ...jsonHeaders, ...headers },
      })
    return { ...world, post }
  }

  describe('scopes', () => {
    it('R16: a missing scope is 403 insufficient_scope with all scopes that the call needs', async () => {
      const { post, handled } = await open('profile')
      const response = await post({ jsonrpc: '2.0', id: 1, method: 'tools/list' })
      expect(verdict(response)).toEqual(lacking)
      expect(scopeOf(response)).toBe('notes:read')
      expect(await response.json()).toMatchObject({ error: 'insufficient_scope' })
      const wipe = await post(call('wipe'))
      expect(scopeOf(wipe)).toBe('notes:read notes:write notes:admin')
      expect(handled).toEqual([])
    })

    it('R16: no substring, case, list or neighbour of a scope satisfies it', async () => {
      const words = ['notes:readonly', 'xnotes:read', 'notes', 'notes:', 'NOTES:READ', '*', '']
      const world = await openWorld({ tools })
      for (const scope of [...words, 'notes:read,notes:write', '[notes:read]', 'notes:*', 'notes:read2 notes:rea']) {
        const body = '{"jsonrpc":"2.0","id":1,"method":"ping"}'
        expect((await world.callWith(await world.token({ scope }), { headers: jsonHeaders, body })).status).toBe(403)
      }
      expect(world.handled).toEqual([])
    })

    it('R16: a broader scope satisfies the ones it implies, over several steps and in circles', async () => {
      const implies = { 'notes:admin': ['notes:write'], 'notes:write': ['notes:read'], 'notes:read': ['notes:read'] }
      const admin = await open('notes:admin', { implies })
      expectAdmitted(await admin.post(call('wipe')))
      const writer = await open('notes:write', { implies })
      expectAdmitted(await writer.post(call('write_note')))
      expect((await writer.post(call('wipe'))).status).toBe(403)
      const reader = await open('notes:read', { implies })
      expect((await reader.post(call('write_note'))).status).toBe(403)
    })
  })

  describe('a tool’s scopes are decided before it runs', () => {
    it('R16: calling write_note without notes:write is a true 403; the handler is not called', async () => {
      const { post, handled } = await open('notes:read')
      const response = await post(call('write_note'))
      expect(verdict(response)).toEqual(lacking)
      expect(scopeOf(response)).toBe('notes:read notes:write')
      expect((await post(call('write_note'), modern('write_note'))).status).toBe(403)
      expect(handled).toEqual([])
      expectAdmitted(await post(call('read_note')))
      expectAdmitted(await post({ jsonrpc: '2.0', method: 'notifications/initialized' }))
      expectAdmitted(await post({ jsonrpc: '2.0', id: 4, result: {} }))
    })

    it('tool names of the language itself are names like others', async () => {
      const { post } = await open('notes:read')
      for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
        expectAdmitted(await post(call(name)))
      const ofProto = JSON.parse('{"__proto__":["notes:write"]}') as Record<string, string[]>
      const strict = await open('notes:read', { tools: ofProto })
      expect((await strict.post(call('__proto__'))).status).toBe(403)
    })

    it('headers that do not say what the body says are 400 -32020', async () => {
      const { post, handled } = await open('notes:read notes:write')
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
        modern('=?base64?d3JpdGVfbm90ZQ?='),
        { 'mcp-name': 'read_note' },
      ]
      for (const headers of wrong) {
        const response = await post(call('write_note', 'seven'), headers)
        expect(response.status).toBe(400)
        expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: 'seven', error: { code: -32020 } })
      }
      expect(handled).toEqual([])
      for (const name of ['write_note', '=?base64?d3JpdGVfbm90ZQ==?='])
        expectAdmitted(await post(call('write_note'), modern(name)))
    })

    it('a header that names a harmless tool does not open a harmful one', async () => {
      const { post, handled } = await open('notes:read')
      expect((await post(call('write_note'), modern('read_note'))).status).toBe(400)
      expect(handled).toEqual([])
    })

    it('who may not make the call that the headers name is refused before the body has come', async () => {
      const { token, callWith, handled } = await open('notes:read')
      const response = await callWith(await token(), { headers: { ...jsonHeaders, ...modern('wipe') }, body: never() })
      expect([response.status, scopeOf(response)]).toEqual([403, 'notes:read notes:write notes:admin'])
      expect(handled).toEqual([])
    })

    it('S8: batches: every member passes or the whole is refused; only the wire that knows batches has them', async () => {
      const { post, handled } = await open('notes:read')
      const harmless = call('read_note')
      expectAdmitted(await post([harmless, call('search', 2)]))
      expectAdmitted(await post([harmless], { 'mcp-protocol-version': '2025-03-26' }))
      const before = handled.length
      const refusal = await post([harmless, call('write_note'), call('wipe')])
      expect(refusal.status).toBe(403)
      expect(scopeOf(refusal)).toBe('notes:read notes:write notes:admin')
      for (const version of ['2025-06-18', '2025-11-25', '2026-07-28', 'x']) {
        expect((await post([harmless], { 'mcp-protocol-version': version })).status).toBe(400)
      }
      expect((await post([])).status).toBe(400)
      expect((await post(Array.from({ length: 51 }, () => harmless))).status).toBe(400)
      expect(handled).toHaveLength(before)
    })
  })
}

const never = (): AsyncIterable<Uint8Array> => ({
  [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }),
})
