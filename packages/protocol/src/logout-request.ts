/** An app asks that a person be signed out here: parameters in, a well-formed wish out, and the address to go on to. OIDC RP-Initiated Logout §2, §3 */
import { appendToQuery } from './authorization-response.ts'
import { type Parameters, refuseDuplicates, single } from './parameters.ts'

export interface LogoutRequest {
  readonly id_token_hint?: string | undefined
  readonly client_id?: string | undefined
  readonly post_logout_redirect_uri?: string | undefined
  readonly state?: string | undefined
}

/** `logout_hint` and `ui_locales` are read over. Refuses a doubled parameter with `invalid_request`. */
export const readLogoutRequest = (parameters: Parameters): LogoutRequest => {
  refuseDuplicates(parameters, { mayRepeat: [] })
  return {
    id_token_hint: single(parameters, 'id_token_hint'),
    client_id: single(parameters, 'client_id'),
    post_logout_redirect_uri: single(parameters, 'post_logout_redirect_uri'),
    state: single(parameters, 'state'),
  }
}

/** The registered address, byte for byte, with the state added. */
export const postLogoutUrl = (uri: string, state: string | undefined): string =>
  state === undefined ? uri : appendToQuery(uri, [['state', state]])
