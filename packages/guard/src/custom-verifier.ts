/** Tokens of a form of your own, checked by a function of your own. Whatever it does wrong lets nobody in. */
import { refuse } from '@gatehouse/protocol/errors'
import { isScopeToken } from '@gatehouse/protocol/scope'
import { type EpochSeconds, after, epochSeconds, seconds } from '@gatehouse/protocol/time'
import { mintCaller } from './caller.ts'
import type { VerifiedToken } from './verified-tokens.ts'

export interface CustomVerifier {
  /** Whether a token has this form: it must be one that no other validator takes, such as a prefix. */
  readonly recognises: (token: string) => boolean
  /** Who it stands for; `undefined` if nobody. Asked again every 5 seconds at most. */
  readonly verify: (token: string) => Promise<CustomCaller | undefined> | CustomCaller | undefined
}

export interface CustomCaller {
  readonly issuer: string
  readonly subject: string
  readonly scopes: readonly string[]
  readonly clientId?: string
  readonly claims?: Readonly<Record<string, unknown>>
  /** Seconds since 1970. */
  readonly expiresAt?: number
}

export const createCustom = (verifier: CustomVerifier, { now }: { readonly now: () => EpochSeconds }) => ({
  recognises: (token: string): boolean => verifier.recognises(token) === true,
  async verify(token: string): Promise<VerifiedToken> {
    const found: unknown = await verifier.verify(token)
    if (found === undefined || found === null) throw refuse('invalid_token', 'the access token is not accepted')
    const { issuer, subject, scopes, clientId = subject, claims = {}, expiresAt } = checked(found)
    const until = after(now(), seconds(5))
    if (expiresAt !== undefined && expiresAt <= now()) {
      throw refuse('invalid_token', 'the access token is not accepted: it has expired')
    }
    return {
      caller: mintCaller({
        principal: `${issuer}|${subject}`,
        issuer,
        subject,
        clientId,
        scopes: [...scopes],
        roles: [],
        authentication: 'custom',
        claims: { ...claims },
      }),
      jti: undefined,
      expiresAt: expiresAt === undefined ? until : epochSeconds(Math.min(expiresAt, until)),
    }
  },
})

/** A half caller is a mistake of the verifier: it becomes a 500, and nobody passes. */
const checked = (found: unknown): CustomCaller => {
  const caller = found as Partial<CustomCaller>
  const isNamed = [caller.issuer, caller.subject].every((name) => typeof name === 'string' && name !== '')
  const hasScopes =
    Array.isArray(caller.scopes) && caller.scopes.every((one) => typeof one === 'string' && isScopeToken(one))
  const hasEnd = caller.expiresAt === undefined || Number.isSafeInteger(caller.expiresAt)
  if (isNamed && hasScopes && hasEnd) return caller as CustomCaller
  throw new TypeError('the custom verifier answered something that is no caller')
}
