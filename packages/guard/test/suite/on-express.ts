/** Express 4 and 5 with a guard in front of the whole app or of one path: the parsers stand behind the guard, as in most apps. */
import type express from 'express'
import { protect } from '../../src/adapters/express.ts'
import { type GuardOptions, getCaller } from '../../src/index.ts'
import type { Opened, Wishes } from './adapter.ts'
import { answerNotes, nameOf } from './notes-server.ts'
import { openOnSockets } from './on-sockets.ts'

export type Express = typeof express

/** Opens an app; `path`: where the guard is mounted, if not in front of everything. */
export const openOnExpress =
  (createApp: Express, path?: string) =>
  async (options: GuardOptions, { isBodyTaken, answers }: Wishes = {}): Promise<Opened> => {
    const guard = protect(options)
    const handled: string[] = []
    const app = createApp()
    if (isBodyTaken) app.use((request, _, next) => void request.resume().on('end', next))
    if (path === undefined) app.use(guard)
    else app.use(path, guard)
    app.use(createApp.json({ strict: false }))
    const serve: express.RequestHandler = (request, response) => {
      const caller = getCaller(request)
      handled.push(nameOf(caller))
      const { status, headers, text } = answerNotes({ caller, body: request.body, answers })
      response.writeHead(status, headers).end(text)
    }
    if (path === undefined) app.use(serve)
    else app.all(path, serve)
    return await openOnSockets(app, { handled, close: () => guard.close() })
  }
