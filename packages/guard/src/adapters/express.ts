/**
 * The guard for Express 4 and 5: `app.use('/mcp', protect({ resource, issuer }))`, then `request.caller`. Body parsers may stand before it or behind it.
 * Mounted on a path it cannot serve the well-known URI, so clients are told of the metadata below the resource; on the whole app it serves both.
 */
import type { Caller } from '../caller.ts'

export { type NodeMiddleware, createNodeMiddleware as protect } from '../node-middleware.ts'

declare global {
  namespace Express {
    interface Request {
      /** Who is calling, once the guard has let them in. */
      readonly caller?: Caller
    }
  }
}
