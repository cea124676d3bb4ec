import express from 'express'
import { afterEach, describe, expect, it } from 'vitest'
import { protect } from '../src/adapters/express.ts'
import { type GuardOptions, requireCaller } from '../src/index.ts'
import { createSigner, goodClaims, issuer, localIssuer, resource, sign, start } from './local-issuer.ts'
import type { Opened, Sent } from './suite/adapter.ts'
import { jsonHeaders } from './suite/ask.ts'
import type { Express } from './suite/on-express.ts'
import { openOnSockets } from './suite/on-sockets.ts'

// @ts-expect-error Express 4 is installed under a name of its own, without types; its surface here is that of Express 5.
const { default: express4 } = (await import('express4')) as { default: Express }

const signer = await createSigner()
const token = await sign(signer, goodClaims())
const tools = { write_note: ['notes:write'] }
const calling = (name: string) => `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${name}"}}`
const form = { 'content-type': 'application/x-www-form-urlencoded' }

let opened: Opened
afterEach(() => opened.close())

type Build = (app: ReturnType<Express>, guard: ReturnType<typeof protect>, parsers: Express) => void

describe.each([
  ['Express 5', express],
  ['Express 4', express4],
] as const)('body parsers of %s', (_, createApp) => {
  const open = async (build: Build, options: Partial<GuardOptions> = { tools }) => {
    const guard = protect({
      resource,
      issuer,
      fetch: localIssuer([signer.jwk]).fetch,
      now: () => start + 1,
      ...options,
    })
    const app = createApp()
    build(app, guard, createApp)
    app.use((request, response) => {
      response.json({ subject: requireCaller(request).subject, body: (request.body as unknown) ?? null })
    })
    opened = await openOnSockets(app, { handled: [], close: () => guard.close() })
    return (sent: Sent) => opened.call({ ...sent, headers: { authorization: `Bearer ${token}`, ...sent.headers } })
  }
  const before: Build = (app, guard, parsers) => app.use(parsers.json(), parsers.urlencoded(), guard)
  const after: Build = (app, guard, parsers) => app.use(guard, parsers.json(), parsers.urlencoded())

  it.each([
    ['before', before],
    ['after', after],
  ])('may stand %s the guard: the tool is judged, and the handler sees the message', async (_place, build) => {
    const post = await open(build)
    expect((await post({ headers: jsonHeaders, body: calling('write_note') })).status).toBe(403)
    const answer = await post({ headers: jsonHeaders, body: calling('read_note') })
    expect(await answer.json()).toEqual({ subject: 'usr_alice', body: JSON.parse(calling('read_note')) as unknown })
    expect((await post({ headers: jsonHeaders, body: chunked(calling('write_note')) })).status).toBe(403)
    expect((await post({ headers: jsonHeaders, body: chunked('') })).status).toBe(200)
    expect((await post({ method: 'GET' })).status).toBe(200)
  })

  it.each([
    ['before', before],
    ['after', after],
  ])('R14: %s the guard, a form with a token is refused, and one without arrives whole', async (_place, build) => {
    const post = await open(build, {})
    expect((await post({ headers: form, body: `access_token=${token}` })).status).toBe(400)
    const answer = await post({ headers: form, body: 'a=1&b=2&b=3' })
    expect(await answer.json()).toMatchObject({ body: { a: '1', b: ['2', '3'] } })
  })

  it('R16: what a parser left alone is read all the same: its type hides no tool', async () => {
    const post = await open(before)
    const plain = { 'content-type': 'text/plain' }
    expect((await post({ headers: plain, body: calling('write_note') })).status).toBe(403)
    const answer = await post({ headers: plain, body: calling('read_note') })
    expect(await answer.json()).toMatchObject({ body: { params: { name: 'read_note' } } })
  })

  it('R16: what a parser left as text or bytes is read all the same', async () => {
    for (const kind of ['text', 'raw'] as const) {
      const post = await open((app, guard, parsers) => app.use(parsers[kind]({ type: '*/*' }), guard))
      expect((await post({ headers: jsonHeaders, body: calling('write_note') })).status).toBe(403)
      expect((await post({ headers: jsonHeaders, body: '{"method":"x","method":"tools/call"}' })).status).toBe(400)
      expect((await post({ headers: form, body: `access_token=${token}` })).status).toBe(400)
      expect((await post({ headers: jsonHeaders, body: calling('read_note') })).status).toBe(200)
      await opened.close()
    }
    await open(after)
  })
})

const chunked = async function* (text: string) {
  yield await Promise.resolve(new TextEncoder().encode(text))
}
