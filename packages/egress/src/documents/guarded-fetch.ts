/** One fetch from end to end: what the URL says, one look-up, one connection, one request, within one time. Takes a wish, hands over the document or throws why not. */
import { once } from 'node:events'
import { resolveInPublic, resolveOnThisMachine, type Resolve } from '../addresses/resolve.ts'
import { dialDirectly, type Lookup } from './dial.ts'
import { dialThroughProxy } from './dial-through-proxy.ts'
import type { DocumentWish } from './fetched-document.ts'
import { NotFetched } from './not-fetched.ts'
import type { Caps, ReadDocument } from './read-document.ts'
import { readTarget, type Target } from './read-target.ts'
import { createSecure } from './secure.ts'

export interface WayOut {
  /** `host` (port 443) or `host:port`: named by the operator, so their addresses may be private. */
  readonly privateHosts?: readonly string[]
  /** PEM: believed about those hosts, beside the usual authorities. */
  readonly privateAuthority?: string | undefined
  /** http or https URL; then nothing goes out but through it. */
  readonly proxy?: string | undefined
  /** In place of the name servers and of this machine's own names. */
  readonly resolve?: Resolve
}

/** Throws NotFetched. */
export type GuardedFetch = (wish: DocumentWish, signal: AbortSignal) => Promise<ReadDocument>

export const createGuardedFetch = (way: WayOut): GuardedFetch => {
  const privateHosts = new Set(way.privateHosts?.map((host) => host.toLowerCase().replace(/:443$/, '')))
  const dial = way.proxy === undefined ? dialDirectly(lookupBy(way.resolve)) : dialThroughProxy(way.proxy)
  const secure = createSecure(way.privateAuthority)
  const fetchFrom = async (target: Target, caps: Caps): Promise<ReadDocument> => {
    // Before the connection stands, and not when the program starts: undici takes as long to load as all of the rest.
    const { readDocument } = await import('./read-document.ts')
    const socket = await dial(target, caps.signal)
    try {
      return await readDocument(await secure(socket, target, caps.signal), target, caps)
    } finally {
      socket.destroy()
    }
  }
  return async ({ url, maxBytes }, signal) => {
    const target = readTarget(url, privateHosts)
    try {
      return await Promise.race([fetchFrom(target, { maxBytes, signal }), endOf(signal)])
    } catch (error) {
      throw signal.aborted ? new NotFetched('tooSlow', 'it took too long', error) : error
    }
  }
}

/** Whatever happens inside, nobody waits longer than this. */
const endOf = async (signal: AbortSignal): Promise<never> => {
  await once(signal, 'abort')
  throw signal.reason
}

const lookupBy =
  (resolve: Resolve | undefined): Lookup =>
  ({ name, isPrivate }, signal) =>
    (resolve ?? (isPrivate ? resolveOnThisMachine : resolveInPublic))(name, signal)
