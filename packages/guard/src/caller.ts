/** Who is calling: verified claims in, a frozen Caller out, and the proof that it came from a guard. RFC 9068 §2.2 */
import type { CheckedClaims } from './claims.ts'

export interface Caller {
  /** `issuer|subject`: unique even if two issuers name two people alike. Use this as a key. */
  readonly principal: string
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  /** As the token says; what a scope implies is not written out. */
  readonly scopes: readonly string[]
  /** Where the issuer says any. */
  readonly roles: readonly string[]
  /** The organisation or directory, where the issuer says one. */
  readonly tenant?: string
  /** Where the token holds it and says that it is verified; any other is in `claims`, and names nobody. */
  readonly email?: string
  /** How this guard came to believe it. */
  readonly authentication: 'jwt' | 'introspection' | 'api-key' | 'custom'
  /** The grant that ends when the person disconnects the client; absent when a machine speaks for itself. */
  readonly grantId?: string
  /** All claims of the token, never the token itself. */
  readonly claims: Readonly<Record<string, unknown>>
}

/** Only what passed a guard is in here, so an object of the same shape is no Caller. */
const admitted = new WeakSet<object>()

/** One caller serves all calls with the same token: nothing of it may change. */
export const mintCaller = (caller: Caller): Caller => {
  deepFreeze(caller)
  admitted.add(caller)
  return caller
}

/** The caller that an issuer vouches for, by its signature or its answer. */
export const callerOf = (claims: CheckedClaims, issuer: string, authentication: 'jwt' | 'introspection'): Caller =>
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
    authentication,
    claims: claims.all,
  })

/** The caller on a request of Node's or Express, in a Hono context's `var`, in `authInfo.extra`, or wherever else `caller` was handed on; throws if no guard put it there. */
export const requireCaller = (holder: object | undefined): Caller => {
  const caller = getCaller(holder)
  if (!caller) throw new Error('no caller: this code runs without the guard in front of it')
  return caller
}

/** The same, or `undefined` where nobody has to be known. */
export const getCaller = (holder: object | undefined): Caller | undefined =>
  holder && 'caller' in holder && isCaller(holder.caller) ? holder.caller : undefined

const isCaller = (value: unknown): value is Caller => typeof value === 'object' && value !== null && admitted.has(value)

const deepFreeze = (value: unknown): void => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  Object.freeze(value)
  for (const member of Object.values(value)) deepFreeze(member)
}
