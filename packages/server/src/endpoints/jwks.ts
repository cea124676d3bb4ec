/** GET /jwks: the public halves of our signing keys. RFC 7517 §5 */
import { seconds } from '@gatehouse/protocol/time'
import { documentResponse, toDocument, type Document } from '../http/document.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'

/** Much shorter than a key is published before it signs; after an emergency a reader may meet a new key as much later. */
const readersKeepItFor = seconds(60)

export const jwks = ({ publicJwks, digest }: Doors): PublicEndpoint => {
  // Made anew with every change of the keys, and never later: a key that is about to sign is in it.
  let last: { readonly keys: Awaited<ReturnType<Doors['publicJwks']>>; readonly document: Document } | undefined
  const document = async (): Promise<Document> => {
    const keys = await publicJwks()
    if (last?.keys !== keys) last = { keys, document: toDocument(digest, { keys }) }
    return last.document
  }
  return {
    role: 'public',
    method: 'GET',
    path: '/jwks',
    cache: 'public',
    cors: true,
    body: noBody,
    rateClass: 'open',
    needsAccount: false,
    handle: async ({ request }) => documentResponse(request, await document(), readersKeepItFor),
  }
}
