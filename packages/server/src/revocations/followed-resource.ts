/** What has ended for one resource, kept up to date for everybody who asks: the store is read once a second at most, and only while somebody does. */
import type { Issuer } from '@gatehouse/issuer'
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { Digest } from '@gatehouse/issuer/ports/digest'
import { between, epochSeconds, seconds, type EpochSeconds } from '@gatehouse/protocol/time'

export interface Snapshot {
  readonly ended: ReadonlySet<string>
  /** The same for the same set, on every replica. */
  readonly etag: string
  readonly readAt: EpochSeconds
}

export interface FollowedResource {
  readonly resource: string
  /** Not older than a second. Throws when the store cannot be read: an old set would be a lie. */
  read(): Promise<Snapshot>
  /** Is told what came on top, whoever's reading found it. */
  listen(listener: Listener): void
}

export type Listener = (snapshot: Snapshot, added: readonly string[]) => void

interface FollowNeeds {
  readonly issuer: Pick<Issuer, 'revocations'>
  readonly clock: Clock
  readonly digest: Digest
}

/** Ends do not become visible in the order of their times: replicas have clocks, and writes take a while. */
const overlap = seconds(60)
/** How often everything is read again, so that what counts no more goes. */
const completeEvery = seconds(60)

type Kept = Snapshot & { readonly completeAt: EpochSeconds }

export const followResource = (needs: FollowNeeds, resource: string): FollowedResource => {
  const { issuer, clock, digest } = needs
  const listeners: Listener[] = []
  let kept: Kept | undefined
  let underWay: Promise<Kept> | undefined

  const look = async (): Promise<Kept> => {
    const last = kept && between(kept.completeAt, clock.now()) < completeEvery ? kept : undefined
    const readAt = clock.now()
    const found = await issuer.revocations.listEnded(resource, last && epochSeconds(last.readAt - overlap))
    const added = found.filter((hash) => !kept?.ended.has(hash))
    const ended = last ? grown(last.ended, added) : new Set(found)
    const isSame = kept?.ended.size === ended.size && added.length === 0
    const etag = kept && isSame ? kept.etag : etagOf(digest, ended)
    const next = { ended, etag, readAt, completeAt: last?.completeAt ?? readAt }
    kept = next
    if (added.length > 0) listeners.forEach((listener) => listener(next, added))
    return next
  }

  return {
    resource,
    async read() {
      if (kept && kept.readAt === clock.now()) return kept
      underWay ??= look().finally(() => {
        underWay = undefined
      })
      return underWay
    },
    listen: (listener) => void listeners.push(listener),
  }
}

const grown = (known: ReadonlySet<string>, added: readonly string[]): ReadonlySet<string> =>
  added.length === 0 ? known : new Set([...known, ...added])

/** Weak: every answer has a signature of its own. RFC 9110 §8.8.1 */
const etagOf = (digest: Digest, ended: ReadonlySet<string>): string =>
  `W/"${digest.sha256([...ended].toSorted().join()).slice(0, 22)}"`
