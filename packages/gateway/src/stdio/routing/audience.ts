/** Who hears news of one child, or of the one that comes after it: changed lists, resources, the log. One who leaves takes nothing from the others. */
import type { JsonMessage } from '../child.ts'
import { logLevels } from './revisions.ts'
import { createSubscriptions, type Listener, type Subscribable, type Subscriptions } from './subscriptions.ts'

export interface Hearable extends Subscribable {
  readonly setLogLevel: (level: string) => void
}

export interface Audience {
  readonly subscriptions: Pick<Subscriptions, 'enter' | 'leave'>
  readonly join: (listener: Listener) => void
  /** From everything. */
  readonly leave: (listener: Listener) => void
  /** The child is as talkative as its most curious listener wants; each filters for itself. */
  readonly wantLog: (child: Hearable, level: string, listener: Listener) => void
  /** A new child stands where the old one stood. */
  readonly moveTo: (child: Hearable) => void
  readonly tellAll: (method: string, params: JsonMessage) => void
  readonly tellOf: (uri: string, params: JsonMessage) => void
  /** Nobody listens, and there is nothing to hear. */
  readonly isIdle: () => boolean
  /** Nobody listens any more, so nothing keeps the child. */
  readonly close: () => void
}

export const createAudience = (): Audience => {
  const listeners = new Set<Listener>()
  const subscriptions = createSubscriptions()
  const levels = new Map<Listener, string>()
  let level: string | undefined

  const adjustLog = (child: Hearable): void => {
    const wanted = new Set(levels.values())
    const lowest = logLevels.find((one) => wanted.has(one))
    if (lowest === undefined || lowest === level) return
    level = lowest
    child.setLogLevel(lowest)
  }
  return {
    subscriptions,
    join: (listener) => void listeners.add(listener),
    leave(listener) {
      listeners.delete(listener)
      levels.delete(listener)
      subscriptions.leaveAll(listener)
    },
    wantLog(child, wanted, listener) {
      if (levels.get(listener) === wanted) return
      levels.set(listener, wanted)
      adjustLog(child)
    },
    moveTo(child) {
      level = undefined
      adjustLog(child)
      subscriptions.moveTo(child)
    },
    tellAll(method, params) {
      for (const listener of listeners) listener.hear(method, params)
    },
    tellOf(uri, params) {
      for (const listener of subscriptions.membersOf(uri)) listener.hear('notifications/resources/updated', params)
    },
    isIdle: () => listeners.size === 0 && subscriptions.isIdle(),
    close() {
      listeners.clear()
      subscriptions.close()
    },
  }
}
