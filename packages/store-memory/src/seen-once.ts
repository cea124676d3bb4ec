/** What may be used once, in memory. RFC 7523 §3 */
import type { SeenOnce } from '@gatehouse/issuer/ports/seen-once'
import { admit } from './shelves.ts'
import type { Shelves } from './shelves.ts'

export const memorySeenOnce = ({ seenOnce }: Shelves): SeenOnce => ({
  async take(...[kind, value, until, now]) {
    admit({ kind, until })
    const key = JSON.stringify([kind, value])
    if ((seenOnce.get(key) ?? 0) > now) return 'again'
    seenOnce.set(key, until)
    return 'first'
  },
})
