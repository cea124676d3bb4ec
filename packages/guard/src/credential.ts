/** Where a request carries its access token, and where it must not. RFC 6750 §2, RFC 9700 §4.3.2 */
import { parseBearer } from '@gatehouse/protocol/bearer'
import { refuse } from '@gatehouse/protocol/errors'
import type { KeyHeader } from './api-keys.ts'
import { type Incoming, placeOf } from './incoming.ts'
import { readBody, textOf } from './message.ts'

/** The token of the Authorization header; `undefined` if none was sent. A token in the URL stands in logs and histories, so it is refused. */
export const findToken = (incoming: Incoming, keyHeader?: KeyHeader): string | undefined => {
  const { target, header } = incoming
  const bearer = parseBearer(header('authorization'))
  const key = keyHeader && findKey(header(keyHeader.name), keyHeader)
  const isInUrl = target.includes('?') && placeOf(incoming).searchParams.has('access_token')
  if (isInUrl && 'token' in bearer) throw sentTwice()
  if (isInUrl) throw refuse('invalid_token', 'the access token must be sent in Authorization, not in the URL')
  if (key !== undefined && 'token' in bearer) throw sentTwice()
  return 'token' in bearer ? bearer.token : key
}

const longestKey = 512

/** Nothing but a key of ours may come this way: a token would get round whoever looks at Authorization. */
const findKey = (value: string | null, { prefix }: KeyHeader): string | undefined => {
  if (value === null) return undefined
  if (value.startsWith(prefix) && value.length <= longestKey && /^[\w\-.~+/=]+$/.test(value)) return value
  throw refuse('invalid_token', 'the API key is not accepted: it is not of the form that is used here')
}

export const isForm = ({ header }: Incoming): boolean =>
  /^application\/x-www-form-urlencoded\b/i.test(header('content-type') ?? '')

/** A second token in a form: somebody behind us might believe that one. Hands over the form, if nobody had read it. */
export const readForm = async (incoming: Incoming): Promise<URLSearchParams | undefined> => {
  const { parsed } = incoming
  const form = parsed === undefined ? new URLSearchParams(await readBody(incoming)) : undefined
  if (form ? form.has('access_token') : holdsToken(parsed)) throw sentTwice()
  return form
}

/** As somebody's parser left it: fields, or still text. */
const holdsToken = (parsed: unknown): boolean => {
  const text = textOf(parsed)
  if (text !== undefined) return new URLSearchParams(text).has('access_token')
  return typeof parsed === 'object' && parsed !== null && 'access_token' in parsed
}

const sentTwice = () => refuse('invalid_request', 'the access token must be sent once, in Authorization')
