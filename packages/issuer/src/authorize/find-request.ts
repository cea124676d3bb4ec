/** Finds a stored request again, in the browser that it is bound to and in no other. */
import type { PendingId } from '../ports/ids.ts'
import type { Needs } from '../needs.ts'
import type { OpenRequest } from './corridor.ts'
import { replyAddressOf } from './identify-client.ts'

type FindNeeds = Pick<Needs, 'store' | 'clock' | 'digest' | 'policy'>

/** undefined when unknown, expired, or another browser's: the three look alike. */
export const findRequest =
  (needs: FindNeeds) =>
  async (id: string, browserSecret: string): Promise<OpenRequest | undefined> => {
    const pending = await needs.store.pendingAuthorizations.find(id as PendingId, needs.clock.now())
    if (!pending || !('browserHash' in pending.boundTo)) return undefined
    if (!needs.digest.equal(pending.boundTo.browserHash, needs.digest.sha256(browserSecret))) return undefined
    return { pending, reply: await replyAddressOf(needs)(pending), browserSecret }
  }

/** The first browser that opens the one-time link has the request from then on. */
export const claimRequest =
  (needs: FindNeeds) =>
  async (id: string, handle: string, browserSecret: string): Promise<OpenRequest | undefined> => {
    const { store, clock, digest } = needs
    await store.pendingAuthorizations.claim(
      id as PendingId,
      digest.sha256(handle),
      digest.sha256(browserSecret),
      clock.now(),
    )
    return findRequest(needs)(id, browserSecret)
  }
