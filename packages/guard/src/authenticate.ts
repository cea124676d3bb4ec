/** A token to its caller: proven once, remembered for a while, and asked for its end on every call. RFC 9068 §4, RFC 7009 */
import { refuse } from '@gatehouse/protocol/errors'
import type { Caller } from './caller.ts'
import { createIssuerKeys } from './discover.ts'
import { createEndings } from './endings.ts'
import type { Settings } from './options.ts'
import { profiles } from './profiles/index.ts'
import { type VerifiedToken, createVerifiedTokens } from './verified-tokens.ts'
import { createVerifier } from './verify.ts'

export interface Authentication {
  /** Throws or rejects with `invalid_token`, or with `temporarily_unavailable` when nobody can tell. Answers at once for a token that it knows. */
  readonly authenticate: (token: string) => Caller | Promise<Caller>
  /** No more connections of its own, no timers. */
  readonly close: () => void
}

export const createAuthentication = (settings: Settings): Authentication => {
  const { issuer, resource, now } = settings
  const keys = createIssuerKeys(settings)
  const verify = createVerifier({
    ...settings,
    audience: resource,
    clients: undefined,
    profile: profiles.rfc9068,
    keys,
  })
  const remembered = createVerifiedTokens(issuer, resource)
  const endings = createEndings({ ...settings, keys })

  const prove = async (token: string, key: string): Promise<VerifiedToken> => {
    const known = remembered.find(key, now())
    if (known) return known
    const verified = await verify(token)
    remembered.remember(key, verified, now())
    return verified
  }
  const admit = (verified: VerifiedToken): Caller | Promise<Caller> => {
    const ended = endings.hasEnded(verified)
    if (typeof ended !== 'boolean') return ended.then((answer) => callerUnless(answer, verified))
    return callerUnless(ended, verified)
  }
  const proveFirst = async (token: string, key: string | Promise<string>): Promise<Caller> =>
    await admit(await prove(token, await key))

  return {
    authenticate(token) {
      const key = remembered.keyOf(token)
      const known = typeof key === 'string' ? remembered.find(key, now()) : undefined
      return known ? admit(known) : proveFirst(token, key)
    },
    close: () => endings.close(),
  }
}

const callerUnless = (ended: boolean, { caller }: VerifiedToken): Caller => {
  if (ended) throw refuse('invalid_token', 'the access token is not accepted: it was revoked')
  return caller
}
