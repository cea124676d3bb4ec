/** Signs by the newest key and recognises what any of our keys signed. Takes unsealed keys, hands over the Signer port. RFC 7515, RFC 8725 §3.1 */
import type { Signer } from '@gatehouse/issuer/ports/signer'
import { compactVerify, CompactSign } from 'jose'
import { z } from 'zod'
import type { UnsealedKey } from './signing-keys.ts'

const claims = z.record(z.string(), z.unknown())

export const createSigner = (keys: readonly UnsealedKey[]): Signer => {
  const newest = keys.at(-1)
  if (!newest) throw new TypeError('a signer needs a key')
  return {
    algorithms: () => [...new Set(keys.map(({ alg }) => alg))],
    sign(typ, payload, alg = newest.alg) {
      const key = keys.findLast((candidate) => candidate.alg === alg)
      if (!key) throw new TypeError(`there is no key for ${alg}`)
      return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: key.alg, typ, kid: key.kid })
        .sign(key.privateKey)
    },
    async verifyOwn(typ, token) {
      try {
        const { payload, protectedHeader } = await compactVerify(token, ({ kid }) => publicKeyOf(keys, kid), {
          algorithms: keys.map(({ alg }) => alg),
        })
        if (protectedHeader.typ !== typ) return undefined
        return claims.parse(JSON.parse(new TextDecoder().decode(payload)))
      } catch {
        return undefined
      }
    },
  }
}

const publicKeyOf = (keys: readonly UnsealedKey[], kid: string | undefined) => {
  const key = keys.find((candidate) => candidate.kid === kid)
  if (!key) throw new TypeError('no key of ours')
  return key.publicKey
}
