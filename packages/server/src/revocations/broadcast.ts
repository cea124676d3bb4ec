/** Everybody who streams the feed of one resource: one look at the store and one signature serve them all. docs/protocol.md "The revocation feed" */
import type { Issuer } from '@gatehouse/issuer'
import type { Log } from '../app-needs.ts'
import type { FollowedResource, Snapshot } from './followed-resource.ts'
import { dataEvent, openStream, retryEvent, type EventStream } from './stream.ts'

export interface Broadcast {
  /** The whole set first, then what comes on top; signed silence in between, so that nobody takes a dead line for a quiet one. */
  join(): Promise<Response>
  readonly size: () => number
  /** Ends every stream in good order. */
  end(): void
}

export interface BroadcastNeeds {
  readonly issuer: Pick<Issuer, 'revocations'>
  readonly log: Log
}

interface Listener {
  readonly stream: EventStream
  looksLeft: number
}

/** Milliseconds. */
const lookEvery = 1000
const looksBetweenSilences = 3
/** An hour: whoever comes back gets a set without what counts no more, perhaps from another replica. */
const mostLooks = 3600

export const broadcast = ({ issuer, log }: BroadcastNeeds, followed: FollowedResource): Broadcast => {
  const listeners = new Set<Listener>()
  const sign = async ({ readAt: iat }: Snapshot, complete: boolean, ended: readonly string[]): Promise<string> =>
    dataEvent(await issuer.revocations.sign(followed.resource, { iat, complete, ended }))
  const tell = async (snapshot: Snapshot, added: readonly string[]): Promise<void> => {
    if (listeners.size === 0) return
    const event = await sign(snapshot, false, added)
    for (const { stream } of listeners) stream.send(event)
  }
  const failed = (cause: unknown): void => log.warn('revocations.not-told', { resource: followed.resource, cause })
  followed.listen((snapshot, added) => void tell(snapshot, added).catch(failed))

  let looks = 0
  const look = async (): Promise<void> => {
    looks += 1
    for (const listener of listeners) {
      listener.looksLeft -= 1
      if (listener.looksLeft <= 0) listener.stream.end()
    }
    const snapshot = await followed.read()
    if (looks % looksBetweenSilences === 0) await tell(snapshot, [])
  }
  const watch = whileSomebodyListens(() => void look().catch(failed))

  return {
    async join() {
      const listener: Listener = {
        looksLeft: mostLooks,
        stream: openStream(() => {
          listeners.delete(listener)
          watch(listeners.size)
        }),
      }
      const { stream } = listener
      const first = await followed.read()
      stream.send(retryEvent(lookEvery) + (await sign(first, true, [...first.ended])))
      listeners.add(listener)
      watch(listeners.size)
      // Told while the set was being signed: this listener was not among the others yet.
      const next = await followed.read()
      const missed = [...next.ended].filter((hash) => !first.ended.has(hash))
      if (missed.length > 0) stream.send(await sign(next, false, missed))
      return stream.response
    },
    size: () => listeners.size,
    end: () => [...listeners].forEach(({ stream }) => stream.end()),
  }
}

const whileSomebodyListens = (look: () => void): ((listeners: number) => void) => {
  let timer: NodeJS.Timeout | undefined
  return (listeners) => {
    if (listeners > 0) {
      timer ??= setInterval(look, lookEvery).unref()
      return
    }
    clearInterval(timer)
    timer = undefined
  }
}
