/** What was just done, told on the next page after a redirect: it travels in the address, with a proof that we wrote it for this browser. */
import type { Digest } from '@gatehouse/issuer/ports/digest'
import { single, type Parameters } from '@gatehouse/protocol/parameters'

const deeds = [
  'disconnected',
  'all-disconnected',
  'session-ended',
  'password-changed',
  'signed-out-everywhere',
  'signed-out-with-apps',
] as const

export interface Deed {
  readonly done: (typeof deeds)[number]
  /** To whom: the name of an app. */
  readonly name?: string | undefined
}

export const deedQuery = (digest: Digest, browserSecret: string, deed: Deed): string => {
  const { done, name = '' } = deed
  return new URLSearchParams({ done, ...(name && { name }), proof: proofOf(digest, browserSecret, deed) }).toString()
}

/** Otherwise anybody could put words into our page by a link. */
export const readDeed = (digest: Digest, browserSecret: string, query: Parameters): Deed | undefined => {
  const done = deeds.find((known) => known === single(query, 'done'))
  const proof = single(query, 'proof')
  if (done === undefined || proof === undefined) return undefined
  const deed = { done, name: single(query, 'name') }
  return digest.equal(proof, proofOf(digest, browserSecret, deed)) ? deed : undefined
}

const proofOf = (digest: Digest, browserSecret: string, { done, name = '' }: Deed): string =>
  digest.hmac(browserSecret, JSON.stringify(['deed', done, name]))
