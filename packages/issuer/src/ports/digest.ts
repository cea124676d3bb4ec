/** SHA-256, synchronous where the runtime has it: secrets reach a store only through here. */
export interface Digest {
  /** SHA-256 of the UTF-8 bytes, base64url without padding (43 characters). */
  sha256(text: string): string
  /** HMAC-SHA-256 under `key`, base64url. Both are taken as UTF-8. */
  hmac(key: string, text: string): string
  /** Compares in time that depends on the lengths only. */
  equal(a: string, b: string): boolean
}
