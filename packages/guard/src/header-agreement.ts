/**
 * Headers that repeat what a message says, so that proxies need not read it: whoever routed by them must have seen what we see in the body.
 * Decisions are made on the body alone. MCP 2026-07-28, "Request Metadata", "Server Validation"
 */
import type { Incoming } from './incoming.ts'
import type { Call } from './message.ts'

/** The wire whose requests must carry these headers. */
export const modern = '2026-07-28'
export const versionHeader = 'mcp-protocol-version'

/** What the headers say of a message whose body is still unread; `undefined` on wires without these headers. */
export const readHeaderCall = ({ header }: Incoming): Call | undefined => {
  const method = header('mcp-method')
  if (header(versionHeader) !== modern || method === null) return undefined
  const name = decodeHeader(header('mcp-name'))
  return typeof name === 'string' ? { method, name } : { method }
}

/** In words; `undefined`: headers and body agree. What a notification must carry is nowhere said, so what it carries must agree, and no more. */
export const findDisagreement = (
  message: Readonly<Record<string, unknown>>,
  call: Call,
  { header }: Incoming,
): string | undefined => {
  const version = header(versionHeader)
  const claimed = versionIn(message)
  const isRequired = message['id'] !== undefined && (version === modern || claimed === modern)
  if (version?.includes(',')) return 'MCP-Protocol-Version is sent twice'
  if (claimed !== undefined && (version === null ? isRequired : version !== claimed)) {
    return 'MCP-Protocol-Version is not the version in the body'
  }
  const method = header('mcp-method')
  if (method === null ? isRequired : method !== call.method) return 'Mcp-Method is not the method of the body'
  const name = decodeHeader(header('mcp-name'))
  const expected = call.name ?? (version === modern ? taskIn(message) : undefined)
  if (expected === undefined) return undefined
  const isMissing = name === null && isRequired && call.name !== undefined
  return isMissing || (name !== null && name !== expected) ? 'Mcp-Name is not the name in the body' : undefined
}

const versionIn = ({ params }: Readonly<Record<string, unknown>>): string | undefined => {
  const meta = memberOf(params, '_meta')
  const version = memberOf(meta, 'io.modelcontextprotocol/protocolVersion')
  return typeof version === 'string' ? version : undefined
}

/** Requests about a task are routed to whoever keeps it. MCP extension "Tasks", "Streamable HTTP" */
const taskIn = ({ method, params }: Readonly<Record<string, unknown>>): string | undefined => {
  const id = typeof method === 'string' && method.startsWith('tasks/') ? memberOf(params, 'taskId') : undefined
  return typeof id === 'string' ? id : undefined
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined

/** With its padding: what is left to guess, two parties may guess differently. RFC 4648 §3.2 */
const sentinel = /^=\?base64\?((?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?)\?=$/
const plain = /^[\t\u0020-\u007e]*$/

/** Names that are no plain ASCII travel as Base64; `undefined` is what nothing can equal: another encoding, or other characters. */
export const decodeHeader = (value: string | null): string | null | undefined => {
  if (value === null) return null
  if (!value.startsWith('=?base64?') || !value.endsWith('?=')) return plain.test(value) ? value : undefined
  const encoded = sentinel.exec(value)?.[1]
  if (encoded === undefined) return undefined
  try {
    const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0))
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
