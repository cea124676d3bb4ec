/** GET /ready: requests can be answered, because the store can be read. */
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'
import { json } from '../http/respond.ts'

export const ready = ({ ping }: Doors): PublicEndpoint => ({
  role: 'public',
  method: 'GET',
  path: '/ready',
  isAtRoot: true,
  cache: 'no-store',
  cors: false,
  body: noBody,
  rateClass: 'open',
  needsAccount: false,
  async handle() {
    try {
      await ping()
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) throw error
      return json({ status: 'not ready' }, 503, { 'Retry-After': '2' })
    }
    return json({ status: 'ready' })
  },
})
