/** A token to its caller: proven once, remembered for a while, and asked for its end on every call. RFC 9068 §4, RFC 7009 */
import { refuse } from '@gatehouse/protocol/errors'
import { seconds } from '@gatehouse/protocol/time'
import type { Caller } from './caller.ts'
import { createIssuerKeys } from './discover.ts'
import type { Settings } from './options.ts'
import type { Revocation } from './revocation.ts'
import { type VerifiedToken, createVerifiedTokens } from './verified-tokens.ts'
import { createVerifier } from './verify.ts'

/** Refuses with `invalid_token`, or `temporarily_unavailable` when nobody can tell. */
export type Authenticate = (token: string) => Promise<Caller>

export const createAuthentication = (settings: Settings): Authenticate => {
  const { issuer, resource, now, revocation } = settings
  const verify = createVerifier({ ...settings, keys: createIssuerKeys(settings) })
  const remembered = createVerifiedTokens(issuer, resource)

  const prove = async (token: string): Promise<VerifiedToken> => {
    const key = await remembered.keyOf(token)
    const known = remembered.find(key, now())
    if (known) return known
    const verified = await verify(token)
    remembered.remember(key, verified, now())
    return verified
  }

  return async (token) => {
    const verified = await prove(token)
    if (revocation && (await hasEnded(revocation, verified))) {
      throw refuse('invalid_token', 'the access token is not accepted: it was revoked')
    }
    return verified.caller
  }
}

const hasEnded = async (revocation: Revocation, { caller: { grantId }, jti }: VerifiedToken): Promise<boolean> => {
  try {
    const answer: unknown = await revocation.hasEnded(grantId === undefined ? { jti } : { grantId, jti })
    if (typeof answer === 'boolean') return answer
    throw new Error('the revocation check answered neither true nor false')
  } catch (cause) {
    throw refuse('temporarily_unavailable', 'nobody can say right now whether the access token was revoked', {
      retryAfter: seconds(2),
      cause,
    })
  }
}
