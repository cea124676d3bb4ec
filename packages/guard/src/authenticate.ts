/** A token to its caller: proven once, remembered for a while, and asked for its end on every call. RFC 9068 §4, RFC 7009 */
import { OAuthError, refuse } from '@gatehouse/protocol/errors'
import type { KeyHeader } from './api-keys.ts'
import type { Caller } from './caller.ts'
import type { Settings } from './options.ts'
import { createRefusedTokens } from './refused-tokens.ts'
import { createUnderWay } from './under-way.ts'
import { type Validator, createValidators } from './validators.ts'
import { type VerifiedToken, createVerifiedTokens } from './verified-tokens.ts'

export interface Authentication {
  /** Throws or rejects with `invalid_token`, or with `temporarily_unavailable` when nobody can tell. Answers at once for a token that it knows. */
  readonly authenticate: (token: string) => Caller | Promise<Caller>
  /** A header that carries keys of ours, besides Authorization. */
  readonly keyHeader: KeyHeader | undefined
  /** No more connections of its own, no timers. */
  readonly close: () => void
}

interface Proven extends VerifiedToken {
  readonly by: Validator
}

export const createAuthentication = (settings: Settings): Authentication => {
  const { issuers, resource, now } = settings
  const validators = createValidators(settings)
  const remembered = createVerifiedTokens<Proven>(issuers.map(({ url }) => url).join(' '), resource)
  const refused = createRefusedTokens()
  const join = createUnderWay<Proven>(now)

  const recall = (key: string): Proven | undefined => {
    const refusal = refused.find(key, now())
    if (refusal) throw refusal
    return remembered.find(key, now())
  }
  const prove = async (token: string, key: string): Promise<Proven> => {
    try {
      const by = validators.validatorOf(token)
      const proven = { ...(await by.verify(token)), by }
      remembered.remember(key, proven, now())
      return proven
    } catch (error) {
      // Only a clear no: what nobody could tell is asked again.
      if (error instanceof OAuthError && error.code === 'invalid_token') refused.remember(key, error, now())
      throw error
    }
  }
  const admit = (proven: Proven): Caller | Promise<Caller> => {
    const ended = proven.by.hasEnded(proven)
    if (typeof ended !== 'boolean') return ended.then((answer) => callerUnless(answer, proven))
    return callerUnless(ended, proven)
  }
  const proveFirst = async (token: string, hashed: string | Promise<string>): Promise<Caller> => {
    const key = await hashed
    return await admit(recall(key) ?? (await join(key, () => prove(token, key))))
  }

  return {
    authenticate(token) {
      const key = remembered.keyOf(token)
      const known = typeof key === 'string' ? recall(key) : undefined
      return known ? admit(known) : proveFirst(token, key)
    },
    keyHeader: validators.keyHeader,
    close: () => validators.close(),
  }
}

const callerUnless = (ended: boolean, { caller }: VerifiedToken): Caller => {
  if (ended) throw refuse('invalid_token', 'the access token is not accepted: it was revoked')
  return caller
}
