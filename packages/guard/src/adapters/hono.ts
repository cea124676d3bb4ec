/** The guard as a Hono middleware: sets `caller` for what comes behind it. Hono itself is known only by its shape. */
import type { Caller } from '../caller.ts'
import { createGate } from '../gate.ts'
import { discoverBy, handleBy } from '../guard.ts'
import { type GuardOptions, readOptions } from '../options.ts'

/** What the middleware needs of Hono's context. */
interface Context {
  readonly req: { readonly raw: Request; readonly routePath: string }
  get res(): Response
  set res(response: Response | undefined)
  set(key: 'caller', value: Caller | undefined): void
}

export interface GuardMiddleware {
  (context: Context, next: () => Promise<void>): Promise<Response>
  /** Serves this resource's documents at the well-known URIs, and leaves every other request alone: `app.use(notes.discovery, mail.discovery)`. */
  readonly discovery: (context: Context, next: () => Promise<void>) => Promise<Response | void>
  /** See Guard.close. */
  close(): void
}

/**
 * `app.use('/mcp/*', protect({ resource, issuer }))`. Mounted on part of a host it cannot serve the well-known URI, so clients are then
 * told of the metadata below the resource; mounted on `*` it serves both. Throws GuardMisconfigured.
 */
export const protect = (options: GuardOptions): GuardMiddleware => {
  const gate = createGate(readOptions(options))
  const handle = handleBy<Caller | undefined>(gate)
  const middleware = async (context: Context, next: () => Promise<void>): Promise<Response> => {
    let inner: Response | undefined
    const admit = async ({ caller }: { readonly caller: Caller | undefined }): Promise<Response> => {
      context.set('caller', caller)
      await next()
      inner = context.res
      return inner
    }
    const answer = await handle(context.req.raw, admit, coversHost(context.req.routePath) ? 'host' : 'part')
    // Hono looks at what a middleware returns only if nobody behind it has answered.
    if (inner !== undefined && inner !== answer) replace(context, answer)
    return answer
  }
  const discovery = async (context: Context, next: () => Promise<void>): Promise<Response | void> => {
    const answer = await discoverBy(gate, context.req.raw)
    return answer ?? (await next())
  }
  return Object.assign(middleware, { discovery, close: () => gate.close() })
}

/** Hono carries the headers of the former answer over to the next, its length included, unless there is no former. */
const replace = (context: Context, answer: Response): void => {
  context.res = undefined
  context.res = answer
}

const coversHost = (pattern: string): boolean =>
  pattern === '*' || pattern === '/*' || pattern.startsWith('/.well-known')
