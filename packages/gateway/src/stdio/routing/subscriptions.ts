/** Resources that somebody subscribed to, counted: the child is asked once for all, and told to stop when the last one has left. */
import type { JsonMessage } from '../child.ts'
import { codes, errorFor } from './json-rpc.ts'

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
  /** The child's answer to the first one, for all; an error of our own for what is too much of one listener. */
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

/** Of one listener; and in characters. Both stay in memory for as long as somebody listens. */
export const mostOfListener = 1000
const longestUri = 2048

export const createSubscriptions = (): Subscriptions => {
  const subscriptions = new Map<string, Subscription>()
  const counts = new Map<Listener, number>()
  let current: Subscribable | undefined

  const count = (listener: Listener, more: 1 | -1): void => {
    const many = (counts.get(listener) ?? 0) + more
    if (many > 0) counts.set(listener, many)
    else counts.delete(listener)
  }

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
    for (const listener of subscriptions.get(uri)?.members ?? []) count(listener, -1)
    subscriptions.delete(uri)
    if (current?.isOpen()) current.unsubscribe(uri)
  }
  const leave = (uri: string, listener: Listener): void => {
    const subscription = subscriptions.get(uri)
    if (!subscription?.members.delete(listener)) return
    count(listener, -1)
    if (subscription.members.size === 0) release(uri)
  }
  return {
    enter(child, uri, listener) {
      const known = subscriptions.get(uri)
      if (known?.members.has(listener)) return known.answer
      if (uri.length > longestUri || (counts.get(listener) ?? 0) >= mostOfListener) return Promise.resolve(tooMuch)
      count(listener, 1)
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

const tooMuch = errorFor(null, {
  code: codes.invalidParams,
  message: `one client may subscribe to ${mostOfListener} resources, each with a URI of ${longestUri} characters at most`,
})
