/** The guard on Hono, in front of a whole app and of one route of it. */
import { type Context, Hono } from 'hono'
import { expect, it } from 'vitest'
import { protect } from '../../src/adapters/hono.ts'
import { type Caller, type GuardOptions, getCaller } from '../../src/index.ts'
import { createSigner, goodClaims, issuer, localIssuer, resource, sign, start } from '../local-issuer.ts'
import type { Wishes } from '../suite/adapter.ts'
import { answerNotes, nameOf } from '../suite/notes-server.ts'
import { openOnWeb } from '../suite/on-web.ts'
import { proveGuard } from '../suite/prove-guard.ts'

interface App {
  readonly guarded: string
  readonly served: readonly string[]
}

const openHono =
  ({ guarded, served }: App) =>
  async (options: GuardOptions, { isBodyTaken, answers }: Wishes = {}) => {
    const guard = protect(options)
    const handled: string[] = []
    const app = new Hono<{ Variables: { caller: Caller | undefined } }>()
    if (isBodyTaken) {
      app.use(async (c, next) => {
        await c.req.json()
        await next()
      })
    }
    app.use(guarded, guard)
    const serve = async (c: Context): Promise<Response> => {
      const caller = getCaller(c.var)
      handled.push(nameOf(caller))
      const body: unknown = await c.req.json().catch(() => undefined)
      const { status, headers, text } = answerNotes({ caller, body, answers })
      return new Response(text, { status, headers })
    }
    for (const path of served) app.all(path, serve)
    return openOnWeb((request) => app.fetch(request), { handled, close: () => guard.close() })
  }

const whole = openHono({ guarded: '*', served: ['*'] })
const part = openHono({ guarded: '/mcp/*', served: ['/mcp', '/mcp/*'] })

proveGuard({ name: 'Hono, the whole host', stand: 'host', isOverSockets: false, open: whole })
proveGuard({ name: 'Hono, one route', stand: 'part', isOverSockets: false, open: part })

it('a filtered list has none of the lengths and tags of the whole one', async () => {
  const signer = await createSigner()
  const { fetch } = localIssuer([signer.jwk])
  const app = new Hono()
    .use(
      protect({ resource, issuer, filterTools: true, tools: { wipe: ['notes:admin'] }, fetch, now: () => start + 1 }),
    )
    .all('*', (c) => c.json({ result: { tools: [{ name: 'wipe' }] } }, 200, { 'content-length': '39', etag: '"x"' }))
  const headers = { authorization: `Bearer ${await sign(signer, goodClaims())}` }
  const body = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
  const answer = await app.fetch(new Request(resource, { method: 'POST', headers, body }))
  expect([answer.headers.get('content-length'), answer.headers.get('etag')]).toEqual([null, null])
  expect(await answer.json()).toEqual({ result: { tools: [] } })
})
