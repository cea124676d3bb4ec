/** Names that one caller may use and nobody else: the upstream's own name and a mark over it and its owner. Nothing has to be remembered. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Handles } from '../upstream.ts'

/** Letters of six bits: nobody guesses 132 bits online. */
const markLength = 22
/** Proofs that are remembered, and in characters what is worth it. */
const mostProven = 1000
const longestProven = 256

/** The name and what stands behind it: a handle of one server is worth nothing at another, not even at the next one under its name. */
interface HandedOutBy {
  readonly server: string
  readonly upstream: string
}

export const createHandles = (secret: Uint8Array, { server, upstream }: HandedOutBy): Handles => {
  // From bytes, each mark would cost ten times as much: an event stream has many.
  const key = createSecretKey(secret)
  const markOf = (id: string, owner: string): string =>
    createHmac('sha256', key)
      .update(JSON.stringify([server, upstream, owner, id]))
      .digest('base64url')
      .slice(0, markLength)
  const proven = new Map<string, string>()
  const prove = (handle: string, owner: string): string | undefined => {
    const at = handle.length - markLength - 1
    if (handle[at] !== '.') return undefined
    const id = handle.slice(0, at)
    return isSame(handle.slice(at + 1), markOf(id, owner)) ? id : undefined
  }
  return {
    mark: (id, owner) => `${id}.${markOf(id, owner)}`,
    unmark(handle, owner) {
      // A session is named with every call. What is long is state of one call, and comes once.
      if (handle.length > longestProven) return prove(handle, owner)
      const name = JSON.stringify([owner, handle])
      const known = proven.get(name)
      if (known !== undefined) return known
      const id = prove(handle, owner)
      if (proven.size >= mostProven) proven.clear()
      if (id !== undefined) proven.set(name, id)
      return id
    },
  }
}

const isSame = (given: string, right: string): boolean => {
  const [one, other] = [Buffer.from(given), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
