/** The body of a request, read once, capped, and only in the form that the endpoint asks for. RFC 6749 §3.2, RFC 9110 §15.5.14 */
import { refuse, type OAuthErrorCode } from '@gatehouse/protocol/errors'
import type { BodyRule } from './endpoint.ts'

type ReadRule = Exclude<BodyRule, { kind: 'none' }>

/** The text. 413 beyond the limit, 415 for an encoding, 400 for another content type or what is no UTF-8. */
export const readBody = async (request: Request, rule: ReadRule): Promise<string> => {
  const encoding = request.headers.get('Content-Encoding') ?? 'identity'
  if (encoding.trim().toLowerCase() !== 'identity') {
    throw refuse(refusal[rule.kind], 'send the body without Content-Encoding', { status: 415 })
  }
  if (Number(request.headers.get('Content-Length') ?? 0) > rule.limit) throw tooLarge(rule)
  const type = request.headers.get('Content-Type')
  const mayBeNone = type === null && rule.kind === 'form' && rule.mayBeAbsent === true
  if (!mayBeNone && !hasType(type, rule.kind)) throw wrongType(rule)
  const bytes = await readCapped(request, rule)
  if (mayBeNone && bytes.length > 0) throw wrongType(rule)
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes)
  } catch (cause) {
    throw refuse(refusal[rule.kind], 'the body is not UTF-8', { cause })
  }
}

const wrongType = ({ kind }: ReadRule) => refuse(refusal[kind], `the content type must be ${mediaType[kind]}, in UTF-8`)

const mediaType = { form: 'application/x-www-form-urlencoded', json: 'application/json' } as const
const refusal: Readonly<Record<ReadRule['kind'], OAuthErrorCode>> = {
  form: 'invalid_request',
  json: 'invalid_client_metadata',
}

const hasType = (header: string | null, kind: ReadRule['kind']): boolean => {
  const [type = '', ...parameters] = (header ?? '').toLowerCase().split(';')
  const isUtf8 = parameters
    .map((parameter) => parameter.trim().replaceAll('"', ''))
    .every((parameter) => !parameter.startsWith('charset=') || /^charset=utf-?8$/.test(parameter))
  return type.trim() === mediaType[kind] && isUtf8
}

const readCapped = async (request: Request, rule: ReadRule): Promise<Uint8Array> => {
  // Who says how long it is cannot send more (RFC 9112 §6.3), so it needs no stream, which costs more than all that is read from it.
  if (request.headers.has('Content-Length')) return whole(await request.arrayBuffer(), rule)
  const chunks: Uint8Array[] = []
  let length = 0
  // A reader, because leaving a `for await` would wait for the sender to stop.
  const body: ReadableStream<Uint8Array> | null = request.body
  const reader = body?.getReader()
  for (let chunk = await nextOf(reader); chunk; chunk = await nextOf(reader)) {
    length += chunk.length
    if (length > rule.limit) {
      void reader?.cancel().catch(() => undefined)
      throw tooLarge(rule)
    }
    chunks.push(chunk)
  }
  return joined(chunks, length)
}

const whole = (bytes: ArrayBuffer, rule: ReadRule): Uint8Array => {
  if (bytes.byteLength > rule.limit) throw tooLarge(rule)
  return new Uint8Array(bytes)
}

const nextOf = async (reader: ReadableStreamDefaultReader<Uint8Array> | undefined): Promise<Uint8Array | undefined> =>
  (await reader?.read())?.value

const joined = (chunks: readonly Uint8Array[], length: number): Uint8Array => {
  const bytes = new Uint8Array(length)
  let at = 0
  for (const chunk of chunks) {
    bytes.set(chunk, at)
    at += chunk.length
  }
  return bytes
}

const tooLarge = ({ kind, limit }: ReadRule) =>
  refuse(refusal[kind], `the body is larger than ${limit} bytes`, { status: 413 })
