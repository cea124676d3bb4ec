/** Names that one caller may use and nobody else: the upstream's own name and a mark over it and its owner. Nothing has to be remembered. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Handles } from '../upstream.ts'

/** Bytes of the mark: nobody guesses 128 bits online. */
const markLength = 16
const encodedLength = 22
/** Proofs that are remembered, and in characters what is worth it. */
const mostProven = 1000
const longestProven = 256

/** `server`: its name, so that a handle of one server is worth nothing at another. */
export const createHandles = (secret: Uint8Array, server: string): Handles => {
  // From bytes, each mark would cost ten times as much: an event stream has many.
  const key = createSecretKey(secret)
  const markOf = (id: string, owner: string): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([server, owner, id]))
      .digest()
      .subarray(0, markLength)
  const proven = new Map<string, string>()
  const prove = (handle: string, owner: string): string | undefined => {
    const id = handle.slice(0, -encodedLength - 1)
    const given = Buffer.from(handle.slice(-encodedLength), 'base64url')
    const isWhole = handle.length > encodedLength && handle.at(-encodedLength - 1) === '.'
    return isWhole && given.length === markLength && timingSafeEqual(given, markOf(id, owner)) ? id : undefined
  }
  return {
    mark: (id, owner) => `${id}.${markOf(id, owner).toString('base64url')}`,
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
