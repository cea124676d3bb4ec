/** The guard as a Hono middleware: sets `caller` for what comes behind it. Hono itself is known only by its shape. */
import type { Caller } from '../caller.ts'
import { type Guard, createGuard } from '../guard.ts'
import { metadataUrlBelow } from '../metadata.ts'
import type { GuardOptions } from '../options.ts'

/** What the middleware needs of Hono's context. */
interface Context {
  readonly req: { readonly raw: Request; readonly routePath: string }
  res: Response
  set(key: 'caller', value: Caller): void
}

export type GuardMiddleware = (context: Context, next: () => Promise<void>) => Promise<Response>

/**
 * `app.use('/mcp/*', protect({ resource, issuer }))`. Mounted on part of a host it cannot serve the well-known URI, so clients are then
 * told of the metadata below the resource; mounted on `*` it serves both. Throws GuardMisconfigured.
 */
export const protect = (options: GuardOptions): GuardMiddleware => {
  const onWholeHost = createGuard(options)
  const onPart =
    options.metadataUrl === undefined
      ? createGuard({ ...options, metadataUrl: metadataUrlBelow(options.resource) })
      : onWholeHost
  return async (context, next) => await run(coversHost(context.req.routePath) ? onWholeHost : onPart, context, next)
}

const run = async (guard: Guard, context: Context, next: () => Promise<void>): Promise<Response> => {
  let inner: Response | undefined
  const answer = await guard.handle(context.req.raw, async ({ caller }) => {
    context.set('caller', caller)
    await next()
    inner = context.res
    return inner
  })
  // Hono looks at what a middleware returns only if nobody behind it has answered.
  if (inner !== undefined && inner !== answer) context.res = answer
  return answer
}

const coversHost = (pattern: string): boolean =>
  pattern === '*' || pattern === '/*' || pattern.startsWith('/.well-known')
