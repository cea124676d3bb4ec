/** Hashes by node:crypto, synchronous: secrets reach a store only through here. FIPS 180-4, RFC 2104 */
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import type { Digest } from '@gatehouse/issuer/ports/digest'

export const nodeDigest: Digest = {
  sha256: (text) => hash('sha256', text, 'base64url'),
  hmac: (key, text) => createHmac('sha256', key).update(text).digest('base64url'),
  equal(a, b) {
    // UTF-16, because UTF-8 writes every lone surrogate alike.
    const [left, right] = [Buffer.from(a, 'utf16le'), Buffer.from(b, 'utf16le')]
    return left.length === right.length && timingSafeEqual(left, right)
  },
}
