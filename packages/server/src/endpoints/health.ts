/** GET /health: the process answers. It says nothing about what is behind it, so that a busy store restarts nobody. */
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'
import { json } from '../http/respond.ts'

export const health = (): PublicEndpoint => ({
  role: 'public',
  method: 'GET',
  path: '/health',
  isAtRoot: true,
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: false,
  handle: async () => json({ status: 'ok' }),
})
