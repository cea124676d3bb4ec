/** GET /revocations?resource=...: what has ended for one resource, for its guards. As a document, or as a stream. docs/protocol.md "The revocation feed" */
import { refuseDuplicates, single } from '@gatehouse/protocol/parameters'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'
import { openFeeds } from '../revocations/feeds.ts'

export const revocations = (doors: Doors): PublicEndpoint => {
  const feeds = openFeeds(doors)
  return {
    role: 'public',
    method: 'GET',
    path: '/revocations',
    cache: 'public',
    cors: true,
    body: noBody,
    rateClass: 'open',
    needsAccount: false,
    async handle(call) {
      const asked = call.query()
      refuseDuplicates(asked, { mayRepeat: [] })
      const feed = await feeds.find(single(asked, 'resource'))
      return wantsStream(call.request) ? feed.stream() : feed.document(call.request)
    },
  }
}

/** Not by HEAD: nobody would read it. */
const wantsStream = ({ method, headers }: Request): boolean =>
  method === 'GET' && (headers.get('Accept') ?? '').toLowerCase().includes('text/event-stream')
