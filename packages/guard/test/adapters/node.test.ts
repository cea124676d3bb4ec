/** The guard on node:http. */
import { json } from 'node:stream/consumers'
import { protect } from '../../src/adapters/node.ts'
import { getCaller } from '../../src/index.ts'
import { answerNotes, nameOf } from '../suite/notes-server.ts'
import { openOnSockets } from '../suite/on-sockets.ts'
import { proveGuard } from '../suite/prove-guard.ts'

proveGuard({
  name: 'node:http',
  stand: 'host',
  isOverSockets: true,
  async open(options, { isBodyTaken, answers } = {}) {
    const guard = protect(options)
    const handled: string[] = []
    return await openOnSockets(
      async (request, response) => {
        if (isBodyTaken) await json(request)
        guard(request, response, async () => {
          const caller = getCaller(request)
          handled.push(nameOf(caller))
          const read: unknown = 'body' in request ? request.body : undefined
          const body: unknown = read ?? (await json(request).catch(() => undefined))
          const { status, headers, text } = answerNotes({ caller, body, answers })
          response.writeHead(status, headers).end(text)
        })
      },
      { handled, close: () => guard.close() },
    )
  },
})
