/** The suite, part six: bodies that are no message, are two at once, never end, break off, or were read by somebody else. */
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import type { Adapter, Wishes } from './adapter.ts'
import { jsonHeaders } from './ask.ts'
import { expectAdmitted, worldsOn } from './world.ts'

const options = { tools: { write_note: ['notes:write'] } }
const writing = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"write_note"}}'
const reading = writing.replace('write_note', 'read_note')

export const proveBodies = (adapter: Adapter): void => {
  const openWorld = worldsOn(adapter)
  const open = async (wishes?: Wishes) => {
    const world = await openWorld(options, wishes)
    const token = await world.token()
    const post = (body: Parameters<typeof world.callWith>[1] = {}) =>
      world.callWith(token, { ...body, headers: { ...jsonHeaders, ...body.headers } })
    return { ...world, post }
  }

  describe('what is not one plain message', () => {
    it('a body that two parsers could read two ways is 400', async () => {
      const { post, handled } = await open()
      const bodies = [
        '{',
        'x',
        '{"method":"tools/list","method":"tools/call","params":{"name":"write_note"}}',
        '{"method":"tools/call","params":{"name":"read_note","n\\u0061me":"write_note"}}',
        `${'['.repeat(65)}${']'.repeat(65)}`,
        new Uint8Array([0x22, 0xff, 0x22]),
      ]
      for (const body of bodies) {
        const response = await post({ body })
        expect(response.status).toBe(400)
        expect(await response.json()).toMatchObject({ error: { code: -32700 } })
      }
      for (const name of [undefined, 7, ['write_note'], { toString: 'write_note' }]) {
        const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } })
        expect(await (await post({ body })).json()).toMatchObject({ id: 1, error: { code: -32602 } })
      }
      expect(handled).toEqual([])
    })

    it('a body over 4 MiB is cut off with 413, declared or not', async () => {
      const { post, handled } = await open()
      expect((await post({ body: 'x', headers: { 'content-length': '4194305' } })).status).toBe(413)
      let sent = 0
      const endless = async function* () {
        for (;;) {
          sent += 1
          yield new Uint8Array(65_536).fill(32)
        }
      }
      expect((await post({ body: endless() })).status).toBe(413)
      // What lies in the buffers of the sockets had been sent before anybody could stop it.
      expect(sent).toBeLessThan(adapter.isOverSockets ? 500 : 80)
      expect(handled).toEqual([])
    })

    it('a compressed body is 415: whoever unpacked it behind the guard would read what the guard has not', async () => {
      const { post, handled } = await open()
      for (const encoding of ['gzip', 'br', 'deflate', 'identity, gzip', 'unheard-of']) {
        for (const body of [new Uint8Array(gzipSync(writing)), reading]) {
          expect((await post({ body, headers: { 'content-encoding': encoding } })).status).toBe(415)
        }
      }
      expect(handled).toEqual([])
      expectAdmitted(await post({ body: reading, headers: { 'content-encoding': 'identity' } }))
    })

    it('a chunked body is read like any other, and no body is no call', async () => {
      const { post } = await open()
      expect((await post({ body: chunked(writing) })).status).toBe(403)
      expectAdmitted(await post({ body: chunked(reading) }))
      expectAdmitted(await post({ body: chunked('') }))
      expectAdmitted(await post())
      expectAdmitted(await post({ body: '' }))
      expectAdmitted(await post({ method: 'DELETE' }))
    })

    it('the type that a body claims to have changes nothing', async () => {
      const { post, handled } = await open()
      for (const type of ['text/plain', 'application/octet-stream', 'application/json; charset=utf-16', 'x']) {
        expect((await post({ body: writing, headers: { 'content-type': type } })).status).toBe(403)
      }
      const form = { 'content-type': 'application/x-www-form-urlencoded' }
      expect((await post({ body: writing, headers: form })).status).toBe(403)
      expect(handled).toEqual([])
    })

    it('R21: a body that somebody read before the guard could see it is refused, not waved through', async () => {
      const { post, handled } = await open({ isBodyTaken: true })
      expect((await post({ body: reading })).status).toBe(500)
      expect(handled).toEqual([])
    })
  })
}

const chunked = async function* (text: string) {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += 7) yield await Promise.resolve(bytes.slice(at, at + 7))
}
