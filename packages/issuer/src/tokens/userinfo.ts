/** What we tell of a person to whoever shows an access token with `openid`, for whatever resource it was made. OIDC Core §5.3; protocol.md "userinfo" */
import { refuse } from '@gatehouse/protocol/errors'
import { openId, parseScope } from '@gatehouse/protocol/scope'
import type { UserinfoClaims } from '@gatehouse/protocol/userinfo'
import type { Needs } from '../needs.ts'
import type { UserId } from '../ports/ids.ts'
import type { User } from '../ports/users.ts'
import type { FindAccessToken } from './find-access-token.ts'

/** Throws invalid_token or insufficient_scope. */
export const userinfo =
  ({ store }: Pick<Needs, 'store'>, findAccessToken: FindAccessToken) =>
  async (token: string): Promise<UserinfoClaims> => {
    const claims = await findAccessToken(token)
    if (!claims) throw refuse('invalid_token', 'the access token is unknown here, has expired or has ended')
    const scopes = parseScope(claims.scope)
    if (!scopes.includes(openId)) throw refuse('insufficient_scope', 'the access token lacks the scope openid')
    const user = await store.users.find(claims.sub as UserId)
    if (!user) throw refuse('invalid_token', 'the account behind the access token is gone')
    return {
      sub: user.id,
      ...(scopes.includes('profile') ? { name: user.name, preferred_username: user.name } : {}),
      ...(scopes.includes('email') ? emailOf(user) : {}),
    }
  }

/** Nobody has proven yet that an address is the person's own, so none is called verified. */
const emailOf = ({ email }: User) => (email === undefined ? {} : { email, email_verified: false })
