/** Where a request carries its access token, and where it must not. RFC 6750 §2, RFC 9700 §4.3.2 */
import { readBearer } from '@gatehouse/protocol/bearer'
import { refuse } from '@gatehouse/protocol/errors'
import { readBody } from './message.ts'

/** The token of the Authorization header; `undefined` if none was sent. A token in the URL stands in logs and histories, so it is refused. */
export const findToken = (request: Request): string | undefined => {
  const bearer = readBearer(request.headers)
  const isInUrl = request.url.includes('?') && new URL(request.url).searchParams.has('access_token')
  if (isInUrl && 'token' in bearer) throw sentTwice()
  if (isInUrl) throw refuse('invalid_token', 'the access token must be sent in Authorization, not in the URL')
  return 'token' in bearer ? bearer.token : undefined
}

/** A second token in a form: somebody behind us might believe that one. */
export const refuseFormToken = async (request: Request): Promise<void> => {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers.get('content-type') ?? '')) return
  if (new URLSearchParams(await readBody(request)).has('access_token')) throw sentTwice()
}

const sentTwice = () => refuse('invalid_request', 'the access token must be sent once, in Authorization')
