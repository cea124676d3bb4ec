/** From a token to its caller: form, header, signature, claims, in this order and all of them. RFC 9068 §4, RFC 8725 §3 */
import { type JWSHeaderParameters, compactVerify, decodeProtectedHeader, errors } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import { type Caller, mintCaller } from './caller.ts'
import { type CheckedClaims, checkClaims } from './claims.ts'
import type { IssuerKeys } from './discover.ts'
import type { Profile } from './profiles/profile.ts'
import type { VerifiedToken } from './verified-tokens.ts'

export interface VerifierNeeds {
  readonly issuer: string
  /** What `aud` must hold. */
  readonly audience: string
  readonly clients: readonly string[] | undefined
  readonly profile: Profile
  readonly algorithms: readonly string[]
  readonly keys: IssuerKeys
  readonly now: () => EpochSeconds
}

export type Verify = (token: string) => Promise<VerifiedToken>

/** Refuses with `invalid_token`, or `temporarily_unavailable` while the issuer's keys cannot be had. */
export const createVerifier =
  ({ algorithms, keys, now, ...expected }: VerifierNeeds): Verify =>
  async (token) => {
    const header = readHeader(token, algorithms, expected.profile)
    const key = await keys.find(header)
    const payload = await compactVerify(token, key, { algorithms: [...algorithms] }).catch(refuseSignature)
    const claims = checkClaims(decode(payload.payload), { ...expected, now: now() })
    return { caller: callerOf(claims, expected.issuer), jti: claims.jti, expiresAt: claims.expiresAt }
  }

const compactForm = /^[\w-]+\.[\w-]+\.([\w-]+)$/

const readHeader = (token: string, algorithms: readonly string[], { types }: Profile): JWSHeaderParameters => {
  const signature = compactForm.exec(token)?.[1]
  if (signature === undefined || !isCanonical(signature)) throw wrong('it is no signed JWT')
  const header = decodeHeader(token)
  const type = typeof header.typ === 'string' ? header.typ.toLowerCase().replace(/^application\//, '') : ''
  const isTyped = typeof header.typ === 'string' || header.typ === undefined
  if (!isTyped || !types.includes(type)) throw wrong(`its type is not ${types.find((one) => one !== '') ?? 'known'}`)
  if (typeof header.alg !== 'string' || !algorithms.includes(header.alg))
    throw wrong('its algorithm is not allowed here')
  // No extension of JOSE means anything in an access token, so none is critical.
  if ('crit' in header || 'b64' in header) throw wrong('it uses an extension that this server does not know')
  return header
}

/** The last character may hold unused bits: two spellings of one signature would be two tokens. RFC 4648 §3.5 */
const isCanonical = (base64url: string): boolean => {
  const last = alphabet.indexOf(base64url.at(-1) ?? '')
  const unused = { 0: 1, 2: 16, 3: 4 }[base64url.length % 4]
  return unused !== undefined && last % unused === 0
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const decodeHeader = (token: string): JWSHeaderParameters => {
  try {
    return decodeProtectedHeader(token)
  } catch (cause) {
    throw wrong('its header is no JSON', cause)
  }
}

const refuseSignature = (error: unknown): never => {
  if (error instanceof errors.JOSEError) throw wrong('its signature does not fit', error)
  throw error
}

const decode = (payload: Uint8Array): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(payload)
  } catch (cause) {
    throw wrong('its claims are no UTF-8', cause)
  }
}

const wrong = (why: string, cause?: unknown) =>
  refuse('invalid_token', `the access token is not accepted: ${why}`, { cause })

const callerOf = (claims: CheckedClaims, issuer: string): Caller =>
  mintCaller({
    principal: `${issuer}|${claims.subject}`,
    issuer,
    subject: claims.subject,
    clientId: claims.clientId,
    scopes: claims.scopes,
    ...(claims.tenant === undefined ? {} : { tenant: claims.tenant }),
    ...(claims.email === undefined ? {} : { email: claims.email }),
    ...(claims.grantId === undefined ? {} : { grantId: claims.grantId }),
    roles: claims.roles,
    authentication: 'jwt',
    claims: claims.all,
  })
