/** The feeds of all resources: found by URI, as a document or as a stream, bounded. docs/protocol.md "The revocation feed" */
import type { Resource } from '@gatehouse/issuer/ports/resources'
import { revocationFeedType } from '@gatehouse/protocol/revocation-feed'
import { refuse } from '@gatehouse/protocol/errors'
import { parseResource, sameResource } from '@gatehouse/protocol/resource'
import { seconds } from '@gatehouse/protocol/time'
import type { AppNeeds } from '../app-needs.ts'
import { isKnownTo, keepFresh } from '../http/document.ts'
import { broadcast, type Broadcast } from './broadcast.ts'
import { followResource, type FollowedResource } from './followed-resource.ts'

export interface Feed {
  /** 304 for whoever knows the set. */
  document(request: Request): Promise<Response>
  /** Throws 503 when there are too many. */
  stream(): Promise<Response>
}

export interface Feeds {
  /** Nobody named: the default or the only one. Throws invalid_target: 404 when no such resource is registered. */
  find(resource: string | undefined): Promise<Feed>
}

type FeedsNeeds = Pick<AppNeeds, 'issuer' | 'clock' | 'digest' | 'log' | 'leaving'>

/** Each holds a socket; a guard that finds no place asks for the document instead. */
const mostStreams = 1000

export const openFeeds = (needs: FeedsNeeds): Feeds => {
  const { issuer, clock, leaving } = needs
  const registry = keepFresh(clock, () => issuer.resources.list())
  const broadcasts: Broadcast[] = []
  const feeds = new Map<string, Feed>()
  const isFull = (): boolean => broadcasts.reduce((sum, { size }) => sum + size(), 0) >= mostStreams
  leaving.addEventListener('abort', () => broadcasts.forEach((one) => one.end()))

  const open = (resource: string): Feed => {
    const followed = followResource(needs, resource)
    const listeners = broadcast(needs, followed)
    broadcasts.push(listeners)
    return {
      document: documentOf(needs, followed),
      async stream() {
        if (!isFull() && !leaving.aborted) return listeners.join()
        throw refuse('temporarily_unavailable', 'there is no place for another stream: ask for the document', {
          retryAfter: seconds(10),
        })
      },
    }
  }
  return {
    async find(named) {
      const { uri } = select(named, await registry())
      const feed = feeds.get(uri) ?? open(uri)
      feeds.set(uri, feed)
      return feed
    },
  }
}

const select = (named: string | undefined, registry: readonly Resource[]): Resource => {
  const implied = registry.find(({ isDefault }) => isDefault) ?? (registry.length === 1 ? registry[0] : undefined)
  const asked = named === undefined ? undefined : parseResource(named)
  const found = asked === undefined ? implied : registry.find(({ uri }) => sameResource(uri, asked))
  if (found) return found
  const status = named === undefined ? 400 : 404
  throw refuse('invalid_target', 'name a server that is registered here', { parameter: 'resource', status })
}

/** Signed when somebody needs it, and then for everybody who asks within the second. */
const documentOf = ({ issuer }: FeedsNeeds, followed: FollowedResource): Feed['document'] => {
  let signed: { readonly of: unknown; readonly text: Promise<string> } | undefined
  return async (request) => {
    const snapshot = await followed.read()
    // Asked for again each time: what was the whole set a moment ago may be wrong now.
    const headers = { 'Cache-Control': 'public, max-age=0, must-revalidate', ETag: snapshot.etag }
    if (isKnownTo(request, snapshot.etag)) return new Response(null, { status: 304, headers })
    const news = { iat: snapshot.readAt, complete: true, ended: [...snapshot.ended] }
    if (signed?.of !== snapshot) signed = { of: snapshot, text: issuer.revocations.sign(followed.resource, news) }
    return new Response(await signed.text, {
      headers: { ...headers, 'Content-Type': `application/${revocationFeedType}` },
    })
  }
}
