/** GET /jwks: the public halves of our signing keys. RFC 7517 §5 */
import { documentResponse, keepFresh, toDocument } from '../http/document.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'

export const jwks = ({ publicJwks, clock, digest }: Doors): PublicEndpoint => {
  const document = keepFresh(clock, async () => toDocument(digest, { keys: publicJwks() }))
  return {
    role: 'public',
    method: 'GET',
    path: '/jwks',
    cache: 'public',
    cors: true,
    body: noBody,
    rateClass: 'open',
    needsAccount: false,
    handle: async ({ request }) => documentResponse(request, await document()),
  }
}
