/**
 * The head of an upstream's answer: status and headers in; out comes what the client may see of it, or a fault. Sign-in and consent share our
 * origin, so nothing passes but JSON, event streams and plain text, and of the headers only what MCP needs.
 */
import type { AnswerHeaders } from '@gatehouse/egress/upstream'
import { GatewayFault } from '../fault.ts'
import { harmless, openToAll } from '../write-answer.ts'
import { hopByHopOf } from './hop-by-hop.ts'

/** `unknown`: no type was given, which is right only for an answer without a body. */
export type Shape = 'nothing' | 'events' | 'json' | 'text' | 'unknown'

export interface AnswerHead {
  readonly status: number
  readonly shape: Shape
  /** Names and values in turn, for `writeHead`; without length and type. */
  readonly headers: readonly string[]
  /** Of the body in bytes, where it was said. */
  readonly length: number | undefined
}

/** `markSession`: turns the upstream's name of a session into the client's. Throws GatewayFault. */
export const readHead = (
  status: number,
  answered: AnswerHeaders,
  markSession: (session: string) => string,
): AnswerHead => {
  refuseForeignDoors(status, answered)
  const shape = shapeOf(status, answered)
  if (shape !== 'nothing' && (whole(answered['content-encoding']) ?? 'identity').toLowerCase() !== 'identity') {
    throw bad('compressed its answer, although it was asked not to')
  }
  const headers = [...fixed]
  const hopByHop = hopByHopOf(whole(answered['connection']))
  for (const name of passing) {
    const value = whole(answered[name])
    if (value !== undefined && !hopByHop?.has(name)) headers.push(name, value)
  }
  // Whatever the upstream says: an answer is for one caller, and "public" would have a proxy keep it for others. RFC 9111 §3.5
  headers.push('cache-control', shape === 'events' ? 'no-cache, no-store' : 'no-store')
  const session = answered['mcp-session-id']
  if (session !== undefined) headers.push('mcp-session-id', markSession(sessionIn(session)))
  const length = whole(answered['content-length'])
  return { status, shape, headers, length: length === undefined ? undefined : Number(length) }
}

const fixed: readonly string[] = [...Object.entries(openToAll), ...Object.entries(harmless)].flat()

const passing = ['mcp-protocol-version', 'retry-after', 'allow'] as const

/** What came twice is one list, as everywhere in HTTP: nobody behind us may take the other one. RFC 9110 §5.3 */
const whole = (value: string | readonly string[] | undefined): string | undefined =>
  typeof value === 'object' ? value.join(', ') : value

/** Printable characters of ASCII alone. MCP 2025-11-25, "Session Management" */
const sessionForm = /^[\u0021-\u007e]+$/

const sessionIn = (value: string | readonly string[]): string => {
  if (typeof value === 'string' && sessionForm.test(value)) return value
  throw bad('gave its session a name that no header can carry')
}

/** A client must not be sent to another address, or to another authorization server, by somebody behind us. */
const refuseForeignDoors = (status: number, answered: AnswerHeaders): void => {
  if (status >= 300 && status < 400) {
    throw bad(`answered with a redirect (status ${status}): its operator has to name the address it leads to`)
  }
  const isChallenge = status === 401 || status === 407 || (status === 403 && answered['www-authenticate'] !== undefined)
  if (!isChallenge) return
  throw new GatewayFault(
    'upstream_refused_us',
    `the server behind this gateway refused the gateway itself (status ${status}): its operator has to look at the credentials`,
  )
}

const shapeOf = (status: number, answered: AnswerHeaders): Shape => {
  // A notification was taken: whatever words came along, nobody reads them.
  if (status === 202 || status === 204 || status === 205) return 'nothing'
  const type = whole(answered['content-type'])
  if (type === undefined) return 'unknown'
  const [essence = ''] = type.toLowerCase().split(';', 1)
  const shape = shapes.get(essence.trim())
  if (shape !== undefined) return shape
  if (essence.endsWith('+json')) return 'json'
  if (whole(answered['content-length']) === '0') return 'nothing'
  throw bad(`answered with ${nameOf(essence.trim())} instead of MCP (status ${status})`)
}

const shapes: ReadonlyMap<string, Shape> = new Map([
  ['application/json', 'json'],
  ['text/event-stream', 'events'],
  ['text/plain', 'text'],
])

const nameOf = (essence: string): string => {
  if (essence === 'text/html') return 'an HTML page'
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(essence) ? `the type ${essence}` : 'an unknown type'
}

export const bad = (what: string, cause?: unknown): GatewayFault =>
  new GatewayFault('upstream_bad_answer', `the server behind this gateway ${what}`, { cause })
