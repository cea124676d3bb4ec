/** A public JSON document as a client of HTTP expects one: cacheable, known by its tag, readable from every origin. RFC 9110 §13 */
import type { Answer } from './answer.ts'
import { openToAll, preflight } from './cors.ts'
import type { Incoming } from './incoming.ts'

export type AnswerWith = (incoming: Incoming) => Answer

/** The bytes lie ready; nothing is computed when they are asked for. */
export const createDocument = (document: unknown): AnswerWith => {
  const text = JSON.stringify(document)
  const etag = `"${fingerprint(text)}"`
  const headers: Readonly<Record<string, string>> = {
    ...openToAll,
    'content-type': 'application/json',
    'cache-control': 'public, max-age=300',
    'x-content-type-options': 'nosniff',
    etag,
  }
  return ({ method, header }) => {
    if (isKnown(header('if-none-match'), etag)) return { status: 304, headers, body: null }
    return { status: 200, headers, body: method === 'HEAD' ? null : text }
  }
}

/** What is answered before anybody looks at the document. */
export const answerOtherMethods = ({ method }: Incoming): Answer | undefined => {
  if (method === 'OPTIONS') return preflight
  if (method === 'GET' || method === 'HEAD') return undefined
  return { status: 405, headers: { ...openToAll, allow: 'GET, HEAD, OPTIONS' }, body: null }
}

const isKnown = (ifNoneMatch: string | null, etag: string): boolean =>
  ifNoneMatch !== null &&
  ifNoneMatch.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag || tag.trim() === '*')

/** FNV-1a: tells two configurations apart, and guards nothing. */
const fingerprint = (text: string): string => {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return `${text.length.toString(36)}-${hash.toString(36)}`
}
