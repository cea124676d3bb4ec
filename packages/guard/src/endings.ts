/** Whether a verified token has ended before its time, whoever knows: the authorization server in this process, or its feed. RFC 7009 */
import { refuse } from '@gatehouse/protocol/errors'
import { seconds } from '@gatehouse/protocol/time'
import { type FeedNeeds, type FollowedFeed, followFeed } from './feed/follow-feed.ts'
import type { AskedRevocation, FeedSettings } from './revocation.ts'
import type { VerifiedToken } from './verified-tokens.ts'

export type Endings = FollowedFeed

export interface EndingsNeeds extends Omit<FeedNeeds, keyof FeedSettings> {
  readonly revocation: AskedRevocation | FeedSettings
}

export const createEndings = ({ revocation, ...needs }: EndingsNeeds): Endings =>
  'hasEnded' in revocation
    ? { hasEnded: (token) => ask(revocation, token), close: () => undefined }
    : followFeed({ ...needs, ...revocation })

/** Anything but a clear answer is none. */
const ask = (
  revocation: AskedRevocation,
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
