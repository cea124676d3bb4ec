/** The guard as a Hono middleware: sets `caller` for what comes behind it. Hono itself is known only by its shape. */
import type { Caller } from '../caller.ts'
import { createGate } from '../gate.ts'
import { handleBy } from '../guard.ts'
import { type GuardOptions, readOptions } from '../options.ts'

/** What the middleware needs of Hono's context. */
interface Context {
  readonly req: { readonly raw: Request; readonly routePath: string }
  res: Response
  set(key: 'caller', value: Caller | undefined): void
}

export interface GuardMiddleware {
  (context: Context, next: () => Promise<void>): Promise<Response>
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
    if (inner !== undefined && inner !== answer) context.res = answer
    return answer
  }
  return Object.assign(middleware, { close: () => gate.close() })
}

const coversHost = (pattern: string): boolean =>
  pattern === '*' || pattern === '/*' || pattern.startsWith('/.well-known')
