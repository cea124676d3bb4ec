/** Names that one caller may use and nobody else: the upstream's own name and a mark over it and its owner. Nothing has to be remembered. */
import { createHmac, createSecretKey, timingSafeEqual } from 'node:crypto'
import type { Handles } from '../upstream.ts'

/** Bytes of the mark: nobody guesses 128 bits online. */
const markLength = 16
const encodedLength = 22

/** `server`: its name, so that a handle of one server is worth nothing at another. */
export const createHandles = (secret: Uint8Array, server: string): Handles => {
  // From bytes, each mark would cost ten times as much: an event stream has many.
  const key = createSecretKey(secret)
  const markOf = (id: string, owner: string): Buffer =>
    createHmac('sha256', key)
      .update(JSON.stringify([server, owner, id]))
      .digest()
      .subarray(0, markLength)
  return {
    mark: (id, owner) => `${id}.${markOf(id, owner).toString('base64url')}`,
    unmark(handle, owner) {
      const id = handle.slice(0, -encodedLength - 1)
      const given = Buffer.from(handle.slice(-encodedLength), 'base64url')
      const isWhole = handle.length > encodedLength && handle.at(-encodedLength - 1) === '.'
      return isWhole && given.length === markLength && timingSafeEqual(given, markOf(id, owner)) ? id : undefined
    },
  }
}
