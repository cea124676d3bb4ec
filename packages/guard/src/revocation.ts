/** How the guard learns what has ended before its time: from the authorization server in this process, or by its feed. RFC 7009; docs/protocol.md "The revocation feed" */
import { misconfigured } from './misconfigured.ts'

export type Revocation = AskedRevocation | FeedRevocation

/** For a guard in the process of the authorization server. */
export interface AskedRevocation {
  /**
   * Whether this token, or the grant it belongs to, has ended; asked on every call. Anything but a clear `false` keeps the caller out:
   * `true` is a 401, an exception or any other value a 503.
   */
  hasEnded(token: { readonly grantId?: string; readonly jti: string }): boolean | Promise<boolean>
}

/** For every other guard: what the issuer publishes. Followed without being told to, wherever the issuer's metadata names a feed. */
export interface FeedRevocation {
  /** `poll`: asked every two seconds while calls come (the default). `stream`: one connection, told within a second. */
  readonly via?: 'poll' | 'stream'
  /** Nothing heard for a minute: `refuse` (the default) is a 503 until it is back, `accept-until-exp` believes what was not known to have ended. */
  readonly onFeedLost?: 'refuse' | 'accept-until-exp'
}

export type FeedSettings = Required<FeedRevocation>

/** Throws GuardMisconfigured. */
export const readRevocation = (said: Revocation = {}): AskedRevocation | FeedSettings => {
  const unknown = Object.keys(said).find((name) => !['hasEnded', 'via', 'onFeedLost'].includes(name))
  if (unknown !== undefined)
    throw misconfigured(`revocation.${unknown}`, 'is no option', 'use hasEnded, or via and onFeedLost')
  if ('hasEnded' in said) {
    if (typeof said.hasEnded !== 'function')
      throw misconfigured('revocation.hasEnded', 'is no function', 'write hasEnded: (token) => ...')
    if (Object.keys(said).length > 1)
      throw misconfigured('revocation', 'has hasEnded and words about the feed', 'decide for one of them')
    return said
  }
  const { via = 'poll', onFeedLost = 'refuse' } = said
  if (via !== 'poll' && via !== 'stream')
    throw misconfigured('revocation.via', 'is unknown', "write 'poll' or 'stream'")
  if (onFeedLost !== 'refuse' && onFeedLost !== 'accept-until-exp')
    throw misconfigured('revocation.onFeedLost', 'is unknown', "write 'refuse' or 'accept-until-exp'")
  return { via, onFeedLost }
}
