/** What a grant is: a type, and a proof. It proves only; the one issuing function spends. RFC 6749 §4, §5 */
import type { Parameters } from '@gatehouse/protocol/parameters'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { AuthenticatedClient } from '../clients/authenticate-client.ts'
import type { Grant } from '../ports/grants.ts'
import type { GrantId } from '../ports/ids.ts'
import type { AuthorizationCode, RefreshToken } from '../ports/issuance.ts'
import type { Target } from '../registry/targets.ts'
import type { Visit } from '../visit.ts'

export interface GrantDefinition {
  /** `grant_type` on the wire. */
  readonly type: string
  /** Whether this client may use it at all. Otherwise unauthorized_client. */
  allows(client: AuthenticatedClient): boolean
  /** Reads its own parameters and proves them; changes nothing, so that a wrong guess burns nothing. Throws OAuthError. */
  prove(form: Parameters, client: AuthenticatedClient, visit: Visit): Promise<Proof>
}

export interface Proof {
  readonly authorization: Authorization
  readonly spend: ToSpend
}

/** What one access token will say. */
export interface Authorization {
  readonly subject: string
  /** Absent: a machine in its own name. */
  readonly grantId?: GrantId | undefined
  readonly resource: Target
  /** Of this resource only; and beside them the OpenID scopes of the grant, which userinfo accepts of any resource. */
  readonly scopes: readonly string[]
  /** Echoed in `scope`, never in the token. */
  readonly hasOfflineAccess: boolean
  readonly authTime?: EpochSeconds | undefined
  readonly amr?: readonly string[] | undefined
  /** For the ID token of a code. */
  readonly nonce?: string | undefined
}

export type ToSpend =
  | { readonly kind: 'code'; readonly code: AuthorizationCode }
  | { readonly kind: 'refreshToken'; readonly token: RefreshToken; readonly grant: Grant; readonly presented: string }
  | { readonly kind: 'nothing' }
