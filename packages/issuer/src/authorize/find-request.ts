/** Finds a stored request again, in the browser that it is bound to and in no other. */
import type { PendingId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { OpenRequest } from './corridor.ts'
import { replyAddressOf } from './identify-client.ts'

/** undefined when unknown, expired, or another browser's: the three look alike. */
export const findRequest =
  (ports: Pick<Ports, 'store' | 'clock' | 'digest'>) =>
  async (id: string, browserSecret: string): Promise<OpenRequest | undefined> => {
    const pending = await ports.store.pendingAuthorizations.find(id as PendingId, ports.clock.now())
    if (!pending || !('browserHash' in pending.boundTo)) return undefined
    if (!ports.digest.equal(pending.boundTo.browserHash, ports.digest.sha256(browserSecret))) return undefined
    return { pending, reply: await replyAddressOf(ports)(pending), browserSecret }
  }

/** The first browser that opens the one-time link has the request from then on. */
export const claimRequest =
  (ports: Pick<Ports, 'store' | 'clock' | 'digest'>) =>
  async (id: string, handle: string, browserSecret: string): Promise<OpenRequest | undefined> => {
    const { store, clock, digest } = ports
    await store.pendingAuthorizations.claim(
      id as PendingId,
      digest.sha256(handle),
      digest.sha256(browserSecret),
      clock.now(),
    )
    return findRequest(ports)(id, browserSecret)
  }
