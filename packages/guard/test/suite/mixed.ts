/** The suite, part five: rules by argument and method, open tools beside protected ones, and who is asked at all. */
import { describe, expect, it } from 'vitest'
import type { GuardOptions } from '../../src/index.ts'
import type { Adapter } from './adapter.ts'
import { jsonHeaders } from './ask.ts'
import { expectAdmitted, refused, scopeOf, verdict, worldsOn } from './world.ts'

const call = (name: string, args: Record<string, unknown> = {}, meta?: unknown) => ({
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) },
})

export const proveMixed = (adapter: Adapter): void => {
  const openWorld = worldsOn(adapter)
  const open = async (options: Partial<GuardOptions>, scope = 'notes:read') => {
    const world = await openWorld(options)
    const token = await world.token({ scope })
    const post = (message: unknown, headers: Record<string, string> = {}) =>
      world.call({ headers: { ...jsonHeaders, ...headers }, body: JSON.stringify(message) })
    const known = (message: unknown, headers: Record<string, string> = {}) =>
      post(message, { ...headers, authorization: `Bearer ${token}` })
    return { ...world, post, known }
  }

  describe('what a call needs by what it says', () => {
    const tools = {
      read_file: { arguments: [{ argument: 'path', unless: { startsWith: 'public/' }, scopes: ['notes:private'] }] },
      wipe: {
        scopes: ['notes:write'],
        arguments: [{ argument: 'options.force', when: { equals: true }, scopes: ['notes:admin'] }],
      },
    }

    it('unless: whatever is missing, misspelt or of another type needs the scopes', async () => {
      const { known } = await open({ tools })
      expectAdmitted(await known(call('read_file', { path: 'public/a.md' })))
      for (const args of [{}, { path: 'private/a.md' }, { Path: 'public/a' }, { path: ['public/'] }, { path: null }]) {
        expect(scopeOf(await known(call('read_file', args)))).toBe('notes:read notes:private')
      }
      const asList = { ...call('read_file'), params: { name: 'read_file', arguments: ['public/'] } }
      expect((await known(asList)).status).toBe(403)
    })

    it('when: names all scopes at once', async () => {
      const { known } = await open({ tools })
      expect(scopeOf(await known(call('wipe')))).toBe('notes:read notes:write')
      expect(scopeOf(await known(call('wipe', { options: { force: true } })))).toBe(
        'notes:read notes:write notes:admin',
      )
    })

    it('names of the language itself are arguments like others', async () => {
      const rule = { arguments: [{ argument: '__proto__.x', when: { present: true }, scopes: ['notes:admin'] }] }
      const { known } = await open({ tools: { search: rule } })
      expectAdmitted(await known(call('search', { a: 1 })))
    })

    it('a star is every tool without an entry; a method has scopes of its own', async () => {
      const methods = { 'resources/read': ['notes:files'] }
      const { known } = await open({ tools: { '*': ['notes:write'], read_note: [] }, methods })
      expectAdmitted(await known(call('read_note')))
      expect(scopeOf(await known(call('anything')))).toBe('notes:read notes:write')
      const reading = { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'file:///x' } }
      expect(scopeOf(await known(reading))).toBe('notes:read notes:files')
    })
  })

  describe('anonymous tools beside protected ones', () => {
    const mixed = { anonymousTools: ['search'], tools: { wipe: ['notes:admin'] } }

    it('without a token: lists, looks, calls the open tool; a protected one is a true 401', async () => {
      const { post, handled, call: send } = await open(mixed)
      for (const method of ['initialize', 'ping', 'server/discover', 'tools/list', 'notifications/initialized']) {
        expectAdmitted(await post({ jsonrpc: '2.0', id: 1, method }), 'nobody')
      }
      expectAdmitted(await post(call('search')), 'nobody')
      expectAdmitted(await send({ method: 'GET' }), 'nobody')
      const before = handled.length
      const response = await post(call('wipe'))
      expect(verdict(response)).toEqual({ ...refused, error: undefined })
      expect(scopeOf(response)).toBe('notes:read notes:admin')
      expect((await post(call('other'))).status).toBe(401)
      expect((await post({ jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'a:b' } })).status).toBe(401)
      expect((await post([call('search'), call('wipe')])).status).toBe(401)
      expect(handled).toHaveLength(before)
    })

    it('a bad token is refused even where none is needed', async () => {
      const { post } = await open(mixed)
      expect(verdict(await post(call('search'), { authorization: 'Bearer nonsense' }))).toEqual(refused)
    })

    it('an open tool asks no scope of those who are known', async () => {
      const { known, callWith, token } = await open(mixed, 'profile')
      const stream = async () => callWith(await token({ scope: 'profile' }), { method: 'GET' })
      expectAdmitted(await known(call('search')))
      expectAdmitted(await known({ jsonrpc: '2.0', id: 1, method: 'tools/list' }))
      expectAdmitted(await stream())
      expect((await known(call('other'))).status).toBe(403)
    })

    it('a client that does not understand a 401 gets the challenge in the result, others never', async () => {
      const { post, known } = await open(mixed)
      const chatgpt = { 'user-agent': 'openai-mcp/1.0.0' }
      const unknown = await post(call('wipe'), chatgpt)
      expect(unknown.status).toBe(200)
      const answer = (await unknown.json()) as { result: { _meta: Record<string, string[]> } }
      expect(answer).toMatchObject({ id: 7, result: { isError: true } })
      expect(answer.result._meta['mcp/www_authenticate']?.[0]).toContain('resource_metadata=')
      const lacking = await known(call('wipe'), chatgpt)
      expect(JSON.stringify(await lacking.json())).toContain('insufficient_scope')
      expect((await known(call('wipe'))).status).toBe(403)
      const meta = { 'io.modelcontextprotocol/clientInfo': { name: 'ChatGPT', version: '1' } }
      expect((await post(call('wipe', {}, meta))).status).toBe(200)
      const other = { 'io.modelcontextprotocol/clientInfo': { name: 'other' } }
      expect((await post(call('wipe', {}, other))).status).toBe(401)
      const bad = { ...chatgpt, authorization: 'Bearer nonsense' }
      expect(verdict(await post(call('search'), bad))).toEqual(refused)
    })

    it('optional: who sends no token passes as nobody, but not where a rule asks for a scope', async () => {
      const { post, handled, known } = await open({ mode: 'optional', tools: { wipe: ['notes:admin'] } })
      expectAdmitted(await post(call('read_note')), 'nobody')
      expect(handled).toEqual(['nobody'])
      expect((await post(call('wipe'))).status).toBe(401)
      expect((await known(call('wipe'))).status).toBe(403)
      expect(verdict(await post(call('read_note'), { authorization: 'Bearer nonsense' }))).toEqual(refused)
    })
  })
}
