/** Resources that somebody subscribed to, counted: the child is asked once for all, and told to stop when the last one has left. */
import type { JsonMessage } from '../child.ts'

export interface Listener {
  readonly hear: (method: string, params: JsonMessage) => void
}

/** The child's side of it. */
export interface Subscribable {
  readonly isOpen: () => boolean
  /** Its answer. */
  readonly subscribe: (uri: string) => Promise<JsonMessage>
  readonly unsubscribe: (uri: string) => void
}

export interface Subscriptions {
  /** The child's answer to the first one, for all. */
  readonly enter: (child: Subscribable, uri: string, listener: Listener) => Promise<JsonMessage>
  readonly leave: (uri: string, listener: Listener) => void
  readonly leaveAll: (listener: Listener) => void
  readonly membersOf: (uri: string) => Iterable<Listener>
  /** Another child stands where the old one stood. */
  readonly moveTo: (child: Subscribable) => void
  /** Nobody subscribed, and no child is there. */
  readonly isIdle: () => boolean
  readonly close: () => void
}

interface Subscription {
  readonly members: Set<Listener>
  readonly answer: Promise<JsonMessage>
}

export const createSubscriptions = (): Subscriptions => {
  const subscriptions = new Map<string, Subscription>()
  let current: Subscribable | undefined

  const begin = (child: Subscribable, uri: string, members: Set<Listener>): Promise<JsonMessage> => {
    const subscription = { members, answer: child.subscribe(uri) }
    subscriptions.set(uri, subscription)
    const forget = (): void => {
      if (subscriptions.get(uri) === subscription) release(uri)
    }
    subscription.answer.then(({ error }) => error !== undefined && forget(), forget)
    return subscription.answer
  }
  const release = (uri: string): void => {
    subscriptions.delete(uri)
    if (current?.isOpen()) current.unsubscribe(uri)
  }
  const leave = (uri: string, listener: Listener): void => {
    const subscription = subscriptions.get(uri)
    if (subscription?.members.delete(listener) && subscription.members.size === 0) release(uri)
  }
  return {
    enter(child, uri, listener) {
      const known = subscriptions.get(uri)
      if (!known) return begin(child, uri, new Set([listener]))
      known.members.add(listener)
      return known.answer
    },
    leave,
    leaveAll(listener) {
      for (const uri of subscriptions.keys()) leave(uri, listener)
    },
    membersOf: (uri) => subscriptions.get(uri)?.members ?? [],
    moveTo(child) {
      current = child
      for (const [uri, { members }] of subscriptions) void begin(child, uri, members).catch(() => undefined)
    },
    isIdle: () => subscriptions.size === 0 && !current?.isOpen(),
    close() {
      for (const uri of subscriptions.keys()) release(uri)
    },
  }
}
