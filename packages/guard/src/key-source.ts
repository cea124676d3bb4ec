/** Where an issuer's keys come from: its own JWKS (discovered or named), or keys that the operator handed over. RFC 7517, RFC 8725 §3.1 */
import { type CryptoKey, type JWSHeaderParameters, importSPKI, importX509 } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { createIssuerKeys, type IssuerKeys } from './discover.ts'
import type { Fetch } from './fetch-document.ts'
import type { IssuerSettings } from './issuer-options.ts'
import { createKeySet } from './key-set.ts'

export interface KeySourceNeeds {
  readonly issuer: IssuerSettings
  readonly fetch: Fetch
  readonly now: () => EpochSeconds
}

export const openKeySource = ({ issuer, fetch, now }: KeySourceNeeds): IssuerKeys => {
  const { keys, url } = issuer
  if (keys === undefined) return createIssuerKeys({ issuer: url, fetch, now })
  if ('jwksUri' in keys) return createIssuerKeys({ issuer: url, jwksUri: keys.jwksUri, fetch, now })
  if ('jwks' in keys) {
    const keySet = createKeySet(keys.jwks)
    return handedOver((header) => keySet(header))
  }
  return 'pem' in keys ? handedOver(fromPem(keys.pem)) : handedOver(fromSecret(keys.secret))
}

const handedOver = (find: (header: JWSHeaderParameters) => Promise<CryptoKey | undefined>): IssuerKeys => ({
  revocations: () => undefined,
  async find(header) {
    const key = await find(header)
    if (key) return key
    throw refuse('invalid_token', 'the access token is not accepted: no key of the issuer fits it')
  },
})

/** The same key, imported once for each algorithm that it can serve. */
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
  const importing = crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(secret),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['verify'],
  )
  return async ({ alg }: JWSHeaderParameters): Promise<CryptoKey | undefined> =>
    alg === 'HS256' ? await importing : undefined
}
