/** The guard on web `Request` and `Response` alone: Workers, Bun, Deno, route handlers. */
import { createGuard } from '../../src/index.ts'
import { answerNotes, nameOf } from '../suite/notes-server.ts'
import { openOnWeb } from '../suite/on-web.ts'
import { proveGuard } from '../suite/prove-guard.ts'

proveGuard({
  name: 'web Request',
  stand: 'host',
  isOverSockets: false,
  async open(options, { isBodyTaken, answers } = {}) {
    const guard = createGuard(options)
    const handled: string[] = []
    const fetch = async (request: Request): Promise<Response> => {
      if (isBodyTaken) await request.text()
      return await guard.handle(request, async ({ caller, request: { body }, request: passed }) => {
        handled.push(nameOf(caller))
        const message: unknown = body === null ? undefined : await passed.json().catch(() => undefined)
        const { status, headers, text } = answerNotes({ caller, body: message, answers })
        return new Response(text, { status, headers })
      })
    }
    return openOnWeb(fetch, { handled, close: () => guard.close() })
  },
})
