/**
 * Three kinds of error become an answer: a refusal says what is wrong, a store that cannot answer says when to come back, and our own
 * mistakes say only the name of the request. In JSON for programs, as a page for people; the cause goes to the log. RFC 6749 §5.2
 */
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import type { Visit } from '@gatehouse/issuer/visit'
import { formatChallenge } from '@gatehouse/protocol/challenge'
import { OAuthError, refuse, toErrorBody } from '@gatehouse/protocol/errors'
import { seconds } from '@gatehouse/protocol/time'
import type { Log } from '../app-needs.ts'
import { errorPage, type ErrorKind } from '../pages/error.ts'
import type { Doors } from './doors.ts'
import { json, pageResponse } from './respond.ts'

const storeComesBack = seconds(2)

/** Every error as a refusal with words that may leave the house. */
export const toRefusal = (error: unknown, { traceId }: Pick<Visit, 'traceId'>): OAuthError => {
  if (error instanceof OAuthError) return error
  if (error instanceof StoreUnavailable) {
    return refuse('temporarily_unavailable', 'the server cannot answer right now: try again', {
      retryAfter: storeComesBack,
      cause: error,
    })
  }
  return refuse('server_error', `something went wrong here: the log says more under ${traceId}`, { cause: error })
}

/** Refusals are everyday facts; what lies behind a 503 or a 500 must be found again by the name of the request. */
export const logRefusal = (log: Log, error: OAuthError, facts: Readonly<Record<string, unknown>>): void => {
  const { status, code, description, parameter, cause } = error
  const all = { ...facts, status, error: code, description, parameter, ...(cause === undefined ? {} : { cause }) }
  if (status === 500) log.error('request.failed', all)
  else if (status === 503) log.warn('request.unavailable', all)
  else log.info('request.refused', all)
}

export const errorJson = (error: OAuthError, request: Request, { traceId }: Pick<Visit, 'traceId'>): Response => {
  const { status, retryAfter } = error
  const challenge = challengeOf(error, request)
  return json(toErrorBody(error), status, {
    'Gatehouse-Trace': traceId,
    ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge }),
    ...(retryAfter === undefined ? {} : { 'Retry-After': String(Math.max(1, retryAfter)) }),
    ...(status === 413 ? { Connection: 'close' } : {}),
  })
}

/** Bearer where a token is asked for, with the error only if one was sent; Basic for a client that tried the header. RFC 6750 §3, RFC 6749 §5.2 */
const challengeOf = ({ code, status }: OAuthError, { headers }: Request): string | undefined => {
  const wasTried = headers.has('Authorization')
  if (code === 'invalid_token') {
    return formatChallenge({ scheme: 'Bearer', realm: 'gatehouse', ...(wasTried ? { error: code } : {}) })
  }
  return status === 401 && wasTried ? 'Basic realm="gatehouse", charset="UTF-8"' : undefined
}

/** The page; `kind` where the place knows better than the code what the person needs to read. */
export const errorHtml = (
  doors: Pick<Doors, 'frame' | 'at'>,
  error: OAuthError,
  { visit, kind }: { readonly visit: Visit; readonly kind?: ErrorKind | undefined },
): Response => {
  const { code, description, parameter, status, retryAfter } = error
  const frame = doors.frame({ visit })
  const page = errorPage({
    ...frame,
    traceId: visit.traceId,
    kind: kind ?? kindOf(error),
    status,
    code,
    parameter,
    detail: description,
    retryAfter,
    homePath: doors.at('/'),
  })
  const response = pageResponse(page)
  if (status === 413) response.headers.set('Connection', 'close')
  return response
}

const kinds: Readonly<Record<number, ErrorKind>> = {
  403: 'refused',
  404: 'notFound',
  429: 'tooMany',
  500: 'fault',
  503: 'unavailable',
}

const kindsByParameter = new Map<string | undefined, ErrorKind>([
  ['client_id', 'unknownClient'],
  ['redirect_uri', 'badAddress'],
  ['post_logout_redirect_uri', 'badReturn'],
])

const kindOf = ({ status, code, parameter }: OAuthError): ErrorKind =>
  code === 'invalid_target' ? 'unknownServer' : (kinds[status] ?? kindsByParameter.get(parameter) ?? 'badRequest')
