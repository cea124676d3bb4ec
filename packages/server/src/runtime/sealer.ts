/** Seals text under a secret of full strength: AES-256-GCM, key by HKDF-SHA-256. Takes the purpose, hands over the Sealer port. NIST SP 800-38D, RFC 5869 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Sealer } from '@gatehouse/issuer/ports/sealer'

const algorithm = 'aes-256-gcm'
const format = 'v1.'
const ivLength = 12
const tagLength = 16

/** What is sealed for one purpose does not open for another, even under the same secret. */
export const createSealer = (purpose: 'stored-answer' | 'signing-key'): Sealer => {
  const keyFrom = (secret: string): Buffer => Buffer.from(hkdfSync('sha256', secret, '', `gatehouse ${purpose}`, 32))
  return {
    seal(secret, text, context) {
      const iv = randomBytes(ivLength)
      const cipher = createCipheriv(algorithm, keyFrom(secret), iv, { authTagLength: tagLength })
      cipher.setAAD(Buffer.from(context))
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return format + sealed.toString('base64url')
    },
    open(secret, sealed, context) {
      if (!sealed.startsWith(format)) return undefined
      const bytes = Buffer.from(sealed.slice(format.length), 'base64url')
      if (bytes.length < ivLength + tagLength) return undefined
      const decipher = createDecipheriv(algorithm, keyFrom(secret), bytes.subarray(0, ivLength), {
        authTagLength: tagLength,
      })
      decipher.setAAD(Buffer.from(context))
      decipher.setAuthTag(bytes.subarray(-tagLength))
      try {
        return decipher.update(bytes.subarray(ivLength, -tagLength), undefined, 'utf8') + decipher.final('utf8')
      } catch {
        return undefined
      }
    },
  }
}
