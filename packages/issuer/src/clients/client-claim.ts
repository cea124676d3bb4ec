/** Who a request says it comes from, and by which method: one method, and one name for one client. RFC 6749 §2.3, RFC 7521 §4.2 */
import { parseBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { clientAssertionType, longestAssertion } from '@gatehouse/protocol/client-assertion'
import { refuse } from '@gatehouse/protocol/errors'
import { single, type Parameters } from '@gatehouse/protocol/parameters'
import { decodeJwt } from 'jose'

export interface ClientRequest {
  /** The Authorization header. */
  readonly authorization: string | null
  readonly form: Parameters
}

/** Nothing of it is proven. */
export type ClientClaim =
  | { readonly method: 'none'; readonly id: string }
  | { readonly method: 'secret'; readonly id: string; readonly secret: string }
  | { readonly method: 'key'; readonly id: string; readonly assertion: string }

/** Throws invalid_request for two methods or two names, invalid_client for what cannot be read. */
export const readClaim = (request: ClientRequest): ClientClaim => {
  const { authorization, form } = request
  const id = single(form, 'client_id')
  const secret = single(form, 'client_secret')
  const assertion = readAssertion(form)
  if ([authorization, secret, assertion].filter((proof) => proof != null).length > 1) {
    throw refuse('invalid_request', 'the client authenticates in two ways at once: use one')
  }
  if (assertion !== undefined) return named(id, 'assertion', { method: 'key', id: subjectOf(assertion), assertion })
  if (authorization !== null) return named(id, 'Authorization header', claimOf(parseBasicCredentials(authorization)))
  if (id === undefined) throw refuse('invalid_request', 'client_id is missing', { parameter: 'client_id' })
  return secret === undefined ? { method: 'none', id } : { method: 'secret', id, secret }
}

/** An empty password is no password: a public client may send its id this way. */
const claimOf = ({ clientId: id, clientSecret: secret }: ReturnType<typeof parseBasicCredentials>): ClientClaim =>
  secret === '' ? { method: 'none', id } : { method: 'secret', id, secret }

const named = (id: string | undefined, place: string, claim: ClientClaim): ClientClaim => {
  if (id === undefined || id === claim.id) return claim
  throw refuse('invalid_request', `client_id in the form is not the one in the ${place}`, { parameter: 'client_id' })
}

const readAssertion = (form: Parameters): string | undefined => {
  const assertion = single(form, 'client_assertion')
  const type = single(form, 'client_assertion_type')
  if (assertion === undefined && type === undefined) return undefined
  if (assertion === undefined || type === undefined) {
    const missing = assertion === undefined ? 'client_assertion' : 'client_assertion_type'
    throw refuse('invalid_request', `${missing} is missing`, { parameter: missing })
  }
  if (type !== clientAssertionType)
    throw refuse('invalid_client', `client_assertion_type must be ${clientAssertionType}`)
  return assertion
}

const subjectOf = (assertion: string): string => {
  const { sub } = readUnproven(assertion) ?? {}
  if (typeof sub === 'string' && sub !== '') return sub
  throw refuse('invalid_client', 'client_assertion is no JWT that names the client as sub')
}

const readUnproven = (assertion: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return assertion.length <= longestAssertion ? decodeJwt(assertion) : undefined
  } catch {
    return undefined
  }
}
