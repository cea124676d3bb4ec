/**
 * The guard before a handler of node:http: `guard(request, response, () => handle(request, response))`, then `requireCaller(request)`.
 * Give it every request of the host, so that it answers at the well-known URI. If a rule depends on the message, `request.body` holds it parsed.
 */
export { type GuardedRequest, type NodeMiddleware, createNodeMiddleware as protect } from '../node-middleware.ts'
