/** "X is disconnected" after a redirect: the name travels in the address, with a proof that we wrote it for this browser. */
import type { Digest } from '@gatehouse/issuer/ports/digest'

export const farewell = (digest: Digest, browserSecret: string, name: string): string =>
  new URLSearchParams({ disconnected: name, proof: proofOf(digest, browserSecret, name) }).toString()

/** Otherwise anybody could put words into our page by a link. */
export const isFarewell = (
  digest: Digest,
  browserSecret: string,
  { name, proof }: { readonly name: string; readonly proof: string | undefined },
): boolean => proof !== undefined && digest.equal(proof, proofOf(digest, browserSecret, name))

const proofOf = (digest: Digest, browserSecret: string, name: string): string =>
  digest.hmac(browserSecret, JSON.stringify(['disconnected', name]))
