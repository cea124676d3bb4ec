/** What a client asks at the authorization endpoint: parameters in, a checked request out. RFC 6749 §4.1.1, RFC 7636 §4.3, RFC 8707 §2, OIDC Core §3.1.2.1 */
import { refuse } from './errors.ts'
import { all, type Parameters, refuseDuplicates, required, single } from './parameters.ts'
import { isCodeChallenge } from './pkce.ts'
import { parseResource } from './resource.ts'
import { parseScope } from './scope.ts'
import { type Seconds, seconds } from './time.ts'

export type ResponseMode = 'query' | 'form_post'
export type Prompt = 'none' | 'login' | 'consent' | 'select_account'

/** A request that is well formed. Whether this client may ask it is not yet said. */
export interface AuthorizationRequest {
  readonly client_id: string
  readonly redirect_uri?: string
  readonly response_type: 'code'
  readonly response_mode: ResponseMode
  /** Well formed (RFC 6749 §3.3), as it was sent; read it with `parseScope`. */
  readonly scope?: string
  readonly state?: string
  readonly code_challenge: string
  readonly code_challenge_method: 'S256'
  /** Absolute URIs without fragment, as they were sent. */
  readonly resource: readonly string[]
  /** Known values only; `none` stands alone. */
  readonly prompt: readonly Prompt[]
  readonly max_age?: Seconds
  readonly login_hint?: string
  readonly id_token_hint?: string
  readonly nonce?: string
}

/** What must be known before any refusal may travel by redirect. */
export interface ClientAndRedirect {
  readonly client_id: string
  readonly redirect_uri?: string
  /** Only if given exactly once. */
  readonly state?: string
  /** `query` unless `form_post` is asked for properly. */
  readonly response_mode: ResponseMode
}

/** Reads the two that decide where errors go. Missing client_id, or one of the two doubled: `invalid_request`, to be shown as a page. */
export const readClientAndRedirect = (parameters: Parameters): ClientAndRedirect => ({
  client_id: required(parameters, 'client_id'),
  ...optional(parameters, 'redirect_uri'),
  ...(parameters.get('state')?.length === 1 ? optional(parameters, 'state') : {}),
  response_mode: parameters.get('response_mode')?.join() === 'form_post' ? 'form_post' : 'query',
})

/**
 * Reads and checks the whole request. Every refusal is an OAuthError with the code that the redirect shall carry:
 * `invalid_request`, `unsupported_response_type`, `request_not_supported` and its two fellows, `invalid_scope`, `invalid_target`.
 */
export const readAuthorizationRequest = (parameters: Parameters): AuthorizationRequest => {
  refuseDuplicates(parameters, { mayRepeat: ['resource'] })
  refuseRequestObjects(parameters)
  const responseType = required(parameters, 'response_type')
  if (responseType !== 'code') {
    throw refuse('unsupported_response_type', 'response_type must be code', { parameter: 'response_type' })
  }
  parseScope(single(parameters, 'scope'))
  return {
    client_id: required(parameters, 'client_id'),
    ...optional(parameters, 'redirect_uri'),
    response_type: responseType,
    response_mode: readResponseMode(parameters),
    ...optional(parameters, 'scope'),
    ...optional(parameters, 'state'),
    code_challenge: readCodeChallenge(parameters),
    code_challenge_method: 'S256',
    resource: all(parameters, 'resource').map(parseResource),
    prompt: readPrompt(parameters),
    ...readMaxAge(parameters),
    ...optional(parameters, 'login_hint'),
    ...optional(parameters, 'id_token_hint'),
    ...optional(parameters, 'nonce'),
  }
}

const optional = <Name extends string>(parameters: Parameters, name: Name): { readonly [key in Name]?: string } => {
  const value = single(parameters, name)
  // The compiler widens a computed key to `string`; the one key here is `name`.
  return value === undefined ? {} : ({ [name]: value } as { readonly [key in Name]: string })
}

/** Nothing is read from them, and nothing fetched. OIDC Core §6, §7.2.1 */
const refuseRequestObjects = (parameters: Parameters): void => {
  if (single(parameters, 'request') !== undefined) {
    throw refuse('request_not_supported', 'request objects are not supported', { parameter: 'request' })
  }
  if (single(parameters, 'request_uri') !== undefined) {
    throw refuse('request_uri_not_supported', 'request_uri is not supported', { parameter: 'request_uri' })
  }
  if (single(parameters, 'registration') !== undefined) {
    throw refuse('registration_not_supported', 'register at the registration endpoint', { parameter: 'registration' })
  }
}

const readResponseMode = (parameters: Parameters): ResponseMode => {
  const mode = single(parameters, 'response_mode') ?? 'query'
  if (mode === 'query' || mode === 'form_post') return mode
  throw refuse('invalid_request', 'response_mode must be query or form_post', { parameter: 'response_mode' })
}

const readCodeChallenge = (parameters: Parameters): string => {
  const challenge = required(parameters, 'code_challenge')
  // Absent means `plain`, which nobody may use here. RFC 7636 §4.3
  if (single(parameters, 'code_challenge_method') !== 'S256') {
    throw refuse('invalid_request', 'code_challenge_method must be S256', { parameter: 'code_challenge_method' })
  }
  if (isCodeChallenge(challenge)) return challenge
  throw refuse('invalid_request', 'code_challenge must be 43 base64url characters', { parameter: 'code_challenge' })
}

const prompts: readonly Prompt[] = ['none', 'login', 'consent', 'select_account']

/** Unknown values are ignored, as OIDC Core §3.1.2.1 recommends; beside `none` they count. */
const readPrompt = (parameters: Parameters): readonly Prompt[] => {
  const values = new Set((single(parameters, 'prompt') ?? '').split(' '))
  values.delete('')
  if (values.has('none') && values.size > 1) {
    throw refuse('invalid_request', 'prompt none stands alone', { parameter: 'prompt' })
  }
  return prompts.filter((prompt) => values.has(prompt))
}

const readMaxAge = (parameters: Parameters): { readonly max_age?: Seconds } => {
  const text = single(parameters, 'max_age')
  if (text === undefined) return {}
  if (!/^\d{1,10}$/.test(text)) {
    throw refuse('invalid_request', 'max_age must be a whole number of seconds', { parameter: 'max_age' })
  }
  return { max_age: seconds(Number(text)) }
}
