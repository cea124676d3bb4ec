/** The guard on Hono, in front of a whole app and of one route of it. */
import { type Context, Hono } from 'hono'
import { protect } from '../../src/adapters/hono.ts'
import { type Caller, type GuardOptions, getCaller } from '../../src/index.ts'
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
