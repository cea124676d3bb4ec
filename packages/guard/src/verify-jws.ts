/** A signed document of an issuer: its text in, its payload's text out, if form, header and signature are as they must be. RFC 7515 §5.2, RFC 8725 §3 */
import type { JWSHeaderParameters } from 'jose'
import { refuse } from '@gatehouse/protocol/errors'
import { parseJson } from '@gatehouse/protocol/json'
import type { IssuerKeys } from './discover.ts'
import { decodeSegment } from './token-form.ts'
import { isSignedBy } from '#signature'

export interface JwsNeeds {
  /** Accepted `typ`, in small letters, without `application/`; `''`: none. */
  readonly types: readonly string[]
  readonly algorithms: readonly string[]
  readonly keys: Pick<IssuerKeys, 'find'>
}

/** Refuses with `invalid_token`, or `temporarily_unavailable` while the issuer's keys cannot be had. */
export const verifyJws = async (text: string, { types, algorithms, keys }: JwsNeeds): Promise<string> => {
  const header = readHeader(text, types, algorithms)
  const key = await keys.find(header)
  const isSigned = isSignedBy(key, text, header.alg)
  if (!(typeof isSigned === 'boolean' ? isSigned : await isSigned)) throw wrong('its signature does not fit')
  return decodeSegment(text.split('.')[1] ?? '')
}

/** The same, with an algorithm that is allowed here. */
type Header = JWSHeaderParameters & { readonly alg: string }

const compactForm = /^([\w-]+)\.[\w-]+\.([\w-]+)$/

const readHeader = (text: string, types: readonly string[], algorithms: readonly string[]): Header => {
  const [, segment = '', signature = ''] = compactForm.exec(text) ?? []
  if (!isCanonical(signature)) throw wrong('it is no signed JWT')
  const header = parseJson(decodeSegment(segment), { refusal: 'invalid_token' })
  if (!isRecord(header)) throw wrong('its header is no JSON object')
  const { alg, typ = '', kid } = header
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : undefined
  if (type === undefined || !types.includes(type))
    throw wrong(`its type is not ${types.find((one) => one !== '') ?? 'known'}`)
  if (typeof alg !== 'string' || !algorithms.includes(alg)) throw wrong('its algorithm is not allowed here')
  // No extension of JOSE means anything in what we read, so none is critical.
  if ('crit' in header || 'b64' in header) throw wrong('it uses an extension that this server does not know')
  if (kid !== undefined && typeof kid !== 'string') throw wrong('its kid is no text')
  return { alg, ...(kid === undefined ? {} : { kid }) }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The last character may hold unused bits: two spellings of one signature would be two tokens. RFC 4648 §3.5 */
const isCanonical = (segment: string): boolean => {
  const last = alphabet.indexOf(segment.at(-1) ?? '')
  const unused = { 0: 1, 2: 16, 3: 4 }[segment.length % 4]
  return segment !== '' && unused !== undefined && last % unused === 0
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

const wrong = (why: string) => refuse('invalid_token', `the access token is not accepted: ${why}`)
