/** private_key_jwt: an assertion that only the holder of the client's private key can have signed, and that counts once. RFC 7523 §2.2, §3 */
import {
  assertionAlgorithms,
  isAssertionType,
  readAssertionClaims,
  type AssertionClaims,
} from '@gatehouse/protocol/client-assertion'
import { refuse } from '@gatehouse/protocol/errors'
import type { Parameters } from '@gatehouse/protocol/parameters'
import { decodeJwt, decodeProtectedHeader, type ProtectedHeaderParameters } from 'jose'
import type { Needs } from '../needs.ts'
import type { Client } from '../ports/clients.ts'
import { findNamed } from './named-in-form.ts'
import { keySets } from './key-sets.ts'
import { isSignedByOneOf } from './signing-key.ts'

/** Throws invalid_client for claims that no client could use, temporarily_unavailable while its keys cannot be read. */
export const provesKey = (needs: Needs) => {
  const findKeys = keySets(needs)
  return async (client: Client | undefined, assertion: string, form: Parameters): Promise<boolean> => {
    const claims = checkedClaims(needs, client, assertion)
    const header = readHeader(assertion)
    if (!header || !client?.keys || client.authentication !== 'key' || !isAlgorithmOf(client, header.alg)) return false
    const wanted = { kid: header.kid, mayFetch: () => isWorthAsking(needs, client, form) }
    const keys = await findKeys(client.keys, wanted)
    if (!(await isSignedByOneOf(keys, assertion, header))) return false
    return isFirstUse(needs, claims)
  }
}

interface Header {
  readonly alg: string
  readonly kid: string | undefined
}

/** Only what is read here decides; keys and addresses that a header may bring along are not looked at. RFC 8725 §3.1, §3.11 */
const readHeader = (assertion: string): Header | undefined => {
  const { alg, kid, typ, crit, b64 } = decodedHeader(assertion)
  const isPlain = crit === undefined && b64 === undefined && isAssertionType(typ)
  return isPlain && alg !== undefined && assertionAlgorithms.includes(alg) ? { alg, kid } : undefined
}

const decodedHeader = (assertion: string): ProtectedHeaderParameters => {
  try {
    return decodeProtectedHeader(assertion)
  } catch {
    return {}
  }
}

const isAlgorithmOf = ({ metadata }: Client, alg: string): boolean => {
  const registered = metadata['token_endpoint_auth_signing_alg']
  return registered === undefined || registered === alg
}

/** Our issuer, and the token endpoint only where an operator says so: an audience that others share could be used elsewhere. RFC 7523bis */
const checkedClaims = ({ policy, clock }: Needs, client: Client | undefined, assertion: string): AssertionClaims => {
  const tokenEndpoint = `${policy.issuer.replace(/\/$/, '')}/token`
  const audiences = client?.mayNameTokenEndpoint ? [policy.issuer, tokenEndpoint] : [policy.issuer]
  const claims = readAssertionClaims(decodeJwt(assertion), { audiences, now: clock.now() })
  if ('fault' in claims) throw refuse('invalid_client', `client_assertion: ${claims.fault}`)
  return claims
}

/** Nobody makes us fetch by an assertion alone: the client is an operator's, or has had a token, or names a code of its own. INV4 */
const isWorthAsking = async (needs: Needs, client: Client, form: Parameters): Promise<boolean> =>
  client.provenance === 'configured' ||
  client.lastUsedAt !== undefined ||
  (await findNamed(needs, form))?.clientId === client.id

/** Last of all, so that nobody but the client uses up its assertions. RFC 7523 §3 (jti) */
const isFirstUse = async ({ store, clock }: Needs, { clientId, jti, expiresAt }: AssertionClaims): Promise<boolean> =>
  (await store.seenOnce.take('client assertion', JSON.stringify([clientId, jti]), expiresAt, clock.now())) === 'first'
