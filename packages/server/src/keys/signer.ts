/** Signs by the active key of an algorithm and recognises what any key of ours signed. Takes the ring, hands over the Signer port. RFC 7515, RFC 8725 §3.1 */
import type { Signer } from '@gatehouse/issuer/ports/signer'
import { decodeProtectedHeader } from 'jose'
import { z } from 'zod'
import { publishedAge, signBy, usualAge, type KeyRing } from './key-ring.ts'
import type { OpenKey, PublicJwk } from './sealed-key.ts'

const claims = z.record(z.string(), z.unknown())
const compact = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/

/** What /jwks says. RFC 7517 §5 */
export const publishedBy = (ring: KeyRing) => async (): Promise<readonly PublicJwk[]> =>
  (await ring.keys(publishedAge)).published

/** Synchronous signatures of node:crypto: WebCrypto costs as much again in scheduling (docs/decisions/0012). */
export const createSigner = (ring: KeyRing): Signer => ({
  algorithms: () => ring.held().signing.map(({ alg }) => alg),

  async sign(typ, payload, alg) {
    const { signing } = await ring.keys(usualAge)
    const key = alg === undefined ? signing[0] : signing.find((one) => one.alg === alg)
    if (!key) throw new TypeError(`there is no key for ${alg ?? 'any algorithm'}`)
    const text = `${headerOf(key, typ)}.${encoded(payload)}`
    return `${text}.${signBy(key)(text).toString('base64url')}`
  },

  async verifyOwn(typ, token) {
    const header = headerIn(token)
    // No extension of JOSE means anything in what we sign, so none is critical.
    if (header?.typ !== typ || typeof header.kid !== 'string' || 'crit' in header || 'b64' in header) return undefined
    const key = await find(ring, header.kid)
    return key && key.alg === header.alg ? proven(key, token) : undefined
  },
})

/** A kid that nobody knows makes us look again, once in a second however many ask. */
const find = async (ring: KeyRing, kid: string): Promise<OpenKey | undefined> => {
  for (const age of [usualAge, publishedAge]) {
    const { lives } = await ring.keys(age)
    const found = lives.find(({ key, state }) => key.kid === kid && state !== 'dead')
    if (found) return found.key
  }
  return undefined
}

const proven = (key: OpenKey, token: string): Readonly<Record<string, unknown>> | undefined => {
  const [, header = '', payload = '', signature = ''] = compact.exec(token) ?? []
  const bytes = Buffer.from(signature, 'base64url')
  // Unused bits of the last character: two spellings of one signature would be two tokens. RFC 4648 §3.5
  if (bytes.toString('base64url') !== signature || !key.verify(`${header}.${payload}`, bytes)) return undefined
  return claims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())) // we wrote it
}

const headerIn = (token: string): ReturnType<typeof decodeProtectedHeader> | undefined => {
  try {
    return compact.test(token) ? decodeProtectedHeader(token) : undefined
  } catch {
    return undefined
  }
}

const encoded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')

const headerOf = ({ alg, kid }: OpenKey, typ: string): string => encoded({ alg, typ, kid })
