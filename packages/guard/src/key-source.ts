/** Where an issuer's keys come from: its own JWKS (discovered or named), or keys that the operator handed over. RFC 7517, RFC 8725 §3.1 */
import { type CryptoKey, type JWSHeaderParameters, importSPKI, importX509 } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import { type IssuerKeys, type IssuerKeysNeeds, createIssuerKeys } from './discover.ts'
import type { IssuerSettings } from './issuer-options.ts'
import { createKeySet } from './key-set.ts'

export interface KeySourceNeeds extends Pick<IssuerKeysNeeds, 'metadata' | 'fetch' | 'now'> {
  readonly issuer: IssuerSettings
}

export const openKeySource = ({ issuer: { keys, url }, ...needs }: KeySourceNeeds): IssuerKeys => {
  if (keys === undefined) return createIssuerKeys({ issuer: url, ...needs })
  if ('jwksUri' in keys) return createIssuerKeys({ issuer: url, jwksUri: keys.jwksUri, ...needs })
  if ('jwks' in keys) return handedOver(createKeySet(keys.jwks))
  return handedOver('pem' in keys ? fromPem(keys.pem) : fromSecret(keys.secret))
}

const handedOver = (find: (header: JWSHeaderParameters) => Promise<CryptoKey | undefined>): IssuerKeys => ({
  revocations: () => undefined,
  async find(header) {
    const key = await find(header)
    if (key) return key
    throw refuse('invalid_token', 'the access token is not accepted: no key of the issuer fits it')
  },
})

/** The same key, imported once for each algorithm that it can serve; the algorithms are those of the options, so there are few. */
const fromPem = (pem: string) => {
  const imported = new Map<string, Promise<CryptoKey | undefined>>()
  const read = pem.includes('BEGIN CERTIFICATE') ? importX509 : importSPKI
  return ({ alg = '' }: JWSHeaderParameters): Promise<CryptoKey | undefined> => {
    const known = imported.get(alg) ?? read(pem, alg).catch(() => undefined)
    imported.set(alg, known)
    return known
  }
}

const fromSecret = (secret: string) => {
  let importing: Promise<CryptoKey> | undefined
  return async ({ alg }: JWSHeaderParameters): Promise<CryptoKey | undefined> => {
    if (alg !== 'HS256') return undefined
    const bytes = new TextEncoder().encode(secret)
    importing ??= crypto.subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
    return await importing
  }
}
