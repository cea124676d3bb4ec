/**
 * Who hears news of one child, or of the one that comes after it: changed lists, resources that somebody subscribed to, log levels. Counted, so that
 * one who leaves takes nothing from the others.
 */
import type { JsonMessage } from '../child.ts'
import { logLevels } from './revisions.ts'

export interface Listener {
  readonly hear: (method: string, params: JsonMessage) => void
}

/** The child's side of it. */
export interface Subscribable {
  readonly isOpen: () => boolean
  /** Its answer. */
  readonly subscribe: (uri: string) => Promise<JsonMessage>
  readonly unsubscribe: (uri: string) => void
  readonly setLogLevel: (level: string) => void
}

export interface Audience {
  readonly join: (listener: Listener) => void
  /** From everything. */
  readonly leave: (listener: Listener) => void
  /** The child's answer to the first one, for all. */
  readonly subscribe: (child: Subscribable, uri: string, listener: Listener) => Promise<JsonMessage>
  readonly unsubscribe: (uri: string, listener: Listener) => void
  /** The child is as talkative as its most curious listener wants; each filters for itself. */
  readonly wantLog: (child: Subscribable, level: string, listener: Listener) => void
  /** A new child stands where the old one stood. */
  readonly moveTo: (child: Subscribable) => void
  readonly tellAll: (method: string, params: JsonMessage) => void
  readonly tellOf: (uri: string, params: JsonMessage) => void
  readonly isEmpty: () => boolean
  /** Nobody listens any more, so nothing keeps the child. */
  readonly close: () => void
}

interface Subscription {
  readonly members: Set<Listener>
  answer: Promise<JsonMessage>
}

const method = 'notifications/resources/updated'

export const createAudience = (): Audience => {
  const listeners = new Set<Listener>()
  const subscriptions = new Map<string, Subscription>()
  const levels = new Map<Listener, string>()
  let current: Subscribable | undefined
  let level: string | undefined

  const release = (uri: string): void => {
    subscriptions.delete(uri)
    if (current?.isOpen()) current.unsubscribe(uri)
  }
  const drop = (uri: string, listener: Listener): void => {
    const subscription = subscriptions.get(uri)
    if (subscription?.members.delete(listener) && subscription.members.size === 0) release(uri)
  }
  const begin = (child: Subscribable, uri: string, members: Set<Listener>): Promise<JsonMessage> => {
    const subscription = { members, answer: child.subscribe(uri) }
    subscriptions.set(uri, subscription)
    const forget = (): void => {
      if (subscriptions.get(uri) === subscription) subscriptions.delete(uri)
    }
    subscription.answer.then(({ error }) => error !== undefined && forget(), forget)
    return subscription.answer
  }
  const adjustLog = (child: Subscribable): void => {
    const wanted = logLevels.find((one) => [...levels.values()].includes(one))
    if (wanted === undefined || wanted === level) return
    level = wanted
    child.setLogLevel(wanted)
  }
  return {
    join: (listener) => void listeners.add(listener),
    leave(listener) {
      listeners.delete(listener)
      levels.delete(listener)
      for (const uri of subscriptions.keys()) drop(uri, listener)
    },
    subscribe(child, uri, listener) {
      const known = subscriptions.get(uri)
      if (!known) return begin(child, uri, new Set([listener]))
      known.members.add(listener)
      return known.answer
    },
    unsubscribe: drop,
    wantLog(child, wanted, listener) {
      if (levels.get(listener) === wanted) return
      levels.set(listener, wanted)
      adjustLog(child)
    },
    moveTo(child) {
      current = child
      level = undefined
      adjustLog(child)
      for (const [uri, { members }] of subscriptions) void begin(child, uri, members).catch(() => undefined)
    },
    tellAll(news, params) {
      for (const listener of listeners) listener.hear(news, params)
    },
    tellOf(uri, params) {
      for (const listener of subscriptions.get(uri)?.members ?? []) listener.hear(method, params)
    },
    close() {
      for (const uri of subscriptions.keys()) release(uri)
      listeners.clear()
    },
    isEmpty: () => listeners.size === 0 && subscriptions.size === 0,
  }
}
