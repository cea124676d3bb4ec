/** A token to its caller: proven once, remembered for a while, and asked for its end on every call. RFC 9068 §4, RFC 7009 */
import { refuse } from '@gatehouse/protocol/errors'
import { seconds } from '@gatehouse/protocol/time'
import type { Caller } from './caller.ts'
import { createIssuerKeys } from './discover.ts'
import type { Settings } from './options.ts'
import { profiles } from './profiles/index.ts'
import type { Revocation } from './revocation.ts'
import { type VerifiedToken, createVerifiedTokens } from './verified-tokens.ts'
import { createVerifier } from './verify.ts'

/** Throws or rejects with `invalid_token`, or with `temporarily_unavailable` when nobody can tell. Answers at once for a token that it knows. */
export type Authenticate = (token: string) => Caller | Promise<Caller>

export const createAuthentication = (settings: Settings): Authenticate => {
  const { issuer, resource, now, revocation } = settings
  const verify = createVerifier({
    ...settings,
    audience: resource,
    clients: undefined,
    profile: profiles.rfc9068,
    keys: createIssuerKeys(settings),
  })
  const remembered = createVerifiedTokens(issuer, resource)

  const prove = async (token: string, key: string): Promise<VerifiedToken> => {
    const known = remembered.find(key, now())
    if (known) return known
    const verified = await verify(token)
    remembered.remember(key, verified, now())
    return verified
  }
  const admit = (verified: VerifiedToken): Caller | Promise<Caller> => {
    const ended = revocation ? hasEnded(revocation, verified) : false
    if (typeof ended !== 'boolean') return ended.then((answer) => callerUnless(answer, verified))
    return callerUnless(ended, verified)
  }
  const proveFirst = async (token: string, key: string | Promise<string>): Promise<Caller> =>
    await admit(await prove(token, await key))

  return (token) => {
    const key = remembered.keyOf(token)
    const known = typeof key === 'string' ? remembered.find(key, now()) : undefined
    return known ? admit(known) : proveFirst(token, key)
  }
}

const callerUnless = (ended: boolean, { caller }: VerifiedToken): Caller => {
  if (ended) throw refuse('invalid_token', 'the access token is not accepted: it was revoked')
  return caller
}

/** Anything but a clear answer is none. */
const hasEnded = (
  revocation: Revocation,
  { caller: { grantId }, jti = '' }: VerifiedToken,
): boolean | Promise<boolean> => {
  try {
    const answer: unknown = revocation.hasEnded(grantId === undefined ? { jti } : { grantId, jti })
    return answer instanceof Promise ? answer.then(clearly, nobodyKnows) : clearly(answer)
  } catch (cause) {
    return nobodyKnows(cause)
  }
}

const clearly = (answer: unknown): boolean => {
  if (typeof answer === 'boolean') return answer
  return nobodyKnows(new Error('the revocation check answered neither true nor false'))
}

const nobodyKnows = (cause: unknown): never => {
  throw refuse('temporarily_unavailable', 'nobody can say right now whether the access token was revoked', {
    retryAfter: seconds(2),
    cause,
  })
}
