/** Where a request carries its access token, and where it must not. RFC 6750 §2, RFC 9700 §4.3.2 */
import { parseBearer } from '@gatehouse/protocol/bearer'
import { refuse } from '@gatehouse/protocol/errors'
import type { KeyHeader } from './api-keys.ts'
import type { Incoming } from './incoming.ts'
import { readBody } from './message.ts'

/** The token of the Authorization header; `undefined` if none was sent. A token in the URL stands in logs and histories, so it is refused. */
export const findToken = ({ target, header }: Incoming, keyHeader?: KeyHeader): string | undefined => {
  const bearer = parseBearer(header('authorization'))
  const key = keyHeader && findKey(header(keyHeader.name), keyHeader)
  const isInUrl = target.includes('?') && new URL(target, 'http://guard.invalid').searchParams.has('access_token')
  if (isInUrl && 'token' in bearer) throw sentTwice()
  if (isInUrl) throw refuse('invalid_token', 'the access token must be sent in Authorization, not in the URL')
  if (key !== undefined && 'token' in bearer) throw sentTwice()
  return 'token' in bearer ? bearer.token : key
}

/** Nothing but a key of ours may come this way: a token would get round whoever looks at Authorization. */
const findKey = (value: string | null, { prefix }: KeyHeader): string | undefined => {
  if (value === null) return undefined
  if (value.startsWith(prefix) && !value.includes(',')) return value
  throw refuse('invalid_token', 'the API key is not accepted: it is not of the form that is used here')
}

export const isForm = ({ header }: Incoming): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(header('content-type') ?? '')

/** A second token in a form: somebody behind us might believe that one. */
export const refuseFormToken = async (incoming: Incoming): Promise<void> => {
  const { parsed } = incoming
  const isSent =
    parsed === undefined
      ? new URLSearchParams(await readBody(incoming)).has('access_token')
      : typeof parsed === 'object' && parsed !== null && 'access_token' in parsed
  if (isSent) throw sentTwice()
}

const sentTwice = () => refuse('invalid_request', 'the access token must be sent once, in Authorization')
