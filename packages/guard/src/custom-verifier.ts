/** Tokens of a form of your own, checked by a function of your own. Whatever it does wrong lets nobody in. */
import { refuse } from '@gatehouse/protocol/errors'
import { isScopeToken } from '@gatehouse/protocol/scope'
import { type EpochSeconds, type Seconds, after, epochSeconds, seconds } from '@gatehouse/protocol/time'
import { mintCaller } from './caller.ts'
import { isInstant } from './instant.ts'
import { misconfigured } from './misconfigured.ts'
import type { VerifiedToken } from './verified-tokens.ts'

export interface CustomVerifier {
  /** Whether a token has this form: it must be one that no other validator takes, such as a prefix. */
  readonly recognises: (token: string) => boolean
  /** Who it stands for; `undefined` if nobody. Asked again every 5 seconds at most. */
  readonly verify: (token: string) => Promise<CustomCaller | undefined> | CustomCaller | undefined
}

export interface CustomCaller {
  /** Whoever vouches for the subject: both together name a person, so it may not hold `|`. */
  readonly issuer: string
  readonly subject: string
  readonly scopes: readonly string[]
  readonly clientId?: string
  /** Plain data: it is copied. */
  readonly claims?: Readonly<Record<string, unknown>>
  /** Seconds since 1970. */
  readonly expiresAt?: number
}

const longestMemory: Seconds = seconds(5)

/** Throws GuardMisconfigured. */
export const readVerifiers = (verifiers: readonly CustomVerifier[] = []): readonly CustomVerifier[] => {
  const odd = verifiers.findIndex((one) => typeof one?.recognises !== 'function' || typeof one.verify !== 'function')
  if (odd < 0) return verifiers
  throw misconfigured(
    `verifiers[${odd}]`,
    'is no verifier',
    'write { recognises: (token) => ..., verify: (token) => ... }',
  )
}

export const createCustom = (verifier: CustomVerifier, { now }: { readonly now: () => EpochSeconds }) => ({
  recognises(token: string): boolean {
    const answer: unknown = verifier.recognises(token)
    // A promise is no answer: taken for `false`, it would hand the token to somebody else.
    if (typeof answer === 'boolean') return answer
    throw new TypeError('recognises of a custom verifier answered neither true nor false')
  },
  async verify(token: string): Promise<VerifiedToken> {
    const found = await ask(verifier, token)
    if (found === undefined || found === null) throw refuse('invalid_token', 'the access token is not accepted')
    const { issuer, subject, scopes, clientId = subject, claims = {}, expiresAt } = checked(found)
    if (expiresAt !== undefined && expiresAt <= now()) {
      throw refuse('invalid_token', 'the access token is not accepted: it has expired')
    }
    const until = after(now(), longestMemory)
    return {
      caller: mintCaller({
        principal: `${issuer}|${subject}`,
        issuer,
        subject,
        clientId,
        scopes: [...scopes],
        roles: [],
        authentication: 'custom',
        claims: structuredClone(claims),
      }),
      jti: undefined,
      expiresAt: expiresAt === undefined ? until : epochSeconds(Math.min(expiresAt, until)),
    }
  },
})

const ask = async (verifier: CustomVerifier, token: string): Promise<unknown> => {
  try {
    return await verifier.verify(token)
  } catch (cause) {
    throw refuse('temporarily_unavailable', 'nobody can say right now whether the access token is good', {
      retryAfter: seconds(2),
      cause,
    })
  }
}

/** A half caller is a mistake of the verifier: it becomes a 500, and nobody passes. */
const checked = (found: unknown): CustomCaller => {
  const { issuer, subject, clientId, scopes, claims, expiresAt }: Partial<Record<keyof CustomCaller, unknown>> =
    Object(found)
  const isNamed = isName(issuer) && !issuer.includes('|') && isName(subject)
  const hasClient = clientId === undefined || isName(clientId)
  const hasScopes = Array.isArray(scopes) && scopes.every((one) => typeof one === 'string' && isScopeToken(one))
  const hasClaims = claims === undefined || (typeof claims === 'object' && claims !== null && !Array.isArray(claims))
  const hasEnd = expiresAt === undefined || isInstant(expiresAt)
  if (isNamed && hasClient && hasScopes && hasClaims && hasEnd) return found as CustomCaller // every member was looked at
  throw new TypeError('the custom verifier answered something that is no caller')
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== ''
