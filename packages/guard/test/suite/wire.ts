/** The suite, part eleven: headers that repeat what the body says, and bodies that are no message of their wire. */
import { describe, expect, it } from 'vitest'
import type { Adapter, Sent } from './adapter.ts'
import { jsonHeaders } from './ask.ts'
import { expectAdmitted, worldsOn } from './world.ts'

const options = { tools: { write_note: ['notes:write'] } }
const version = 'io.modelcontextprotocol/protocolVersion'
const call = (name: string, claimed?: string) => ({
  jsonrpc: '2.0',
  id: 'seven',
  method: 'tools/call',
  params: { name, arguments: {}, ...(claimed === undefined ? {} : { _meta: { [version]: claimed } }) },
})
const modern = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'read_note' }
const withoutVersion = { 'mcp-method': 'tools/call', 'mcp-name': 'read_note' }
const twice = (value: string) => [value, value] as const

export const proveWire = (adapter: Adapter): void => {
  const openWorld = worldsOn(adapter)
  const open = async () => {
    const world = await openWorld(options)
    const token = await world.token()
    const post = (body: unknown, headers: Sent['headers'] = {}) =>
      world.callWith(token, {
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { ...jsonHeaders, ...headers },
      })
    return { ...world, post }
  }

  describe('headers that repeat the body', () => {
    it('S7: missing, doubled or unlike the body are 400 -32020, and nobody behind hears of the call', async () => {
      const { post, handled } = await open()
      const read = call('read_note')
      const wrong: readonly (readonly [object, Sent['headers']])[] = [
        [read, { ...modern, 'mcp-protocol-version': twice('2026-07-28') }],
        [read, { ...modern, 'mcp-method': twice('tools/call') }],
        [read, { ...modern, 'mcp-name': twice('read_note') }],
        [read, { 'mcp-protocol-version': '2026-07-28', 'mcp-name': 'read_note' }],
        [read, { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' }],
        [call('read_note', '2026-07-28'), withoutVersion],
        [call('read_note', '2026-07-28'), {}],
        [call('read_note', '2026-07-28'), { ...modern, 'mcp-protocol-version': '2025-11-25' }],
        [call('read_note', '2025-11-25'), modern],
        [read, { ...modern, 'mcp-name': 'search' }],
        [read, { ...modern, 'mcp-name': '=?base64?c2VhcmNo?=' }],
        [read, { ...modern, 'mcp-name': '=?BASE64?cmVhZF9ub3Rl?=' }],
        [call('n\u00f6te'), { ...modern, 'mcp-name': 'n\u00f6te' }],
        [
          { ...read, method: 'tasks/get', params: { taskId: 'a' } },
          { ...modern, 'mcp-method': 'tasks/get', 'mcp-name': 'b' },
        ],
      ]
      for (const [body, headers] of wrong) {
        const response = await post(body, headers)
        expect([headers, response.status]).toEqual([headers, 400])
        expect(await response.json()).toMatchObject({ jsonrpc: '2.0', id: 'seven', error: { code: -32020 } })
      }
      expect(handled).toEqual([])
    })

    it('S7: that agree pass, encoded or not; the body decides on its own', async () => {
      const { post, handled } = await open()
      expectAdmitted(await post(call('read_note'), modern))
      expectAdmitted(await post(call('read_note', '2026-07-28'), modern))
      expectAdmitted(await post(call('n\u00f6te'), { ...modern, 'mcp-name': '=?base64?bsO2dGU=?=' }))
      const before = handled.length
      expect((await post(call('write_note'), { ...modern, 'mcp-name': 'write_note' })).status).toBe(403)
      expect((await post(call('write_note'), modern)).status).toBe(400)
      expect(handled).toHaveLength(before)
    })

    it.each(adapter.isOverSockets ? ['over sockets'] : [])(
      'S7: two fields are two, also where a name looks like both (%s)',
      async () => {
        const { post, handled } = await open()
        const response = await post(call('read_note, write_note'), {
          ...modern,
          'mcp-name': ['read_note', 'write_note'],
        })
        expect(response.status).toBe(400)
        expect(handled).toEqual([])
        expectAdmitted(await post(call('a, b'), { ...modern, 'mcp-name': 'a, b' }))
      },
    )
  })

  describe('a body', () => {
    it('S8: that is no message of its wire, or hides what it says, is 400', async () => {
      const { post, handled } = await open()
      const text = JSON.stringify(call('write_note'))
      const hidden = [
        text.replace('"method"', String.raw`"m\u0065thod"`),
        text.replace('"method":"tools/call"', String.raw`"method":"ping","m\u0065thod":"tools/call"`),
        text.replace('"method":"tools/call"', '"method":"ping","method":"tools/call"'),
        text.replace('"name"', String.raw`"\u006eame"`),
        text.replace('"params"', String.raw`"p\u0061rams"`),
        text.replace('"arguments":{}', `"arguments":${'{"a":'.repeat(70)}1${'}'.repeat(70)}`),
      ]
      for (const body of hidden) expect(await (await post(body)).json()).toMatchObject({ error: { code: -32700 } })
      const odd = [
        '7',
        'null',
        '"tools/call"',
        'true',
        '{}',
        '{"id":1}',
        '{"method":["tools/call"]}',
        '{"method":null,"result":{}}',
      ]
      for (const body of [...odd, `[${odd[0]}]`, '[[]]']) {
        expect(await (await post(body)).json()).toMatchObject({ error: { code: -32600 } })
      }
      const answer = { jsonrpc: '2.0', id: 4, result: {} }
      expect((await post(answer, { 'mcp-protocol-version': '2026-07-28' })).status).toBe(400)
      expect((await post([answer], { 'mcp-protocol-version': '2026-07-28' })).status).toBe(400)
      expect(handled).toEqual([])
    })

    it('S8: may escape what has to be, or what other writers of JSON do', async () => {
      const { post } = await open()
      const keys = ['\\u00e4', '\\u003c', '\\u0026', '\\u0027', '\\u002b', '\\"', '\\\\', '\\\\u0065', '\\u4e16', '\\n']
      for (const key of keys) {
        const body = JSON.stringify(call('read_note')).replace('"arguments":{}', `"arguments":{"${key}":"m\\u0065"}`)
        expectAdmitted(await post(body))
      }
      expectAdmitted(await post({ jsonrpc: '2.0', id: 4, result: {} }))
      expectAdmitted(
        await post(
          { jsonrpc: '2.0', id: 4, error: { code: 1, message: 'no' } },
          { 'mcp-protocol-version': '2025-11-25' },
        ),
      )
    })
  })
}
