/** JSON-RPC messages as a router needs them: which kind it is, its id, its `_meta`; what it says stays as it is. JSON-RPC 2.0 §4, §5 */
import type { Ended } from '../../upstream.ts'
import type { JsonMessage } from '../child.ts'

export const isRecord = (value: unknown): value is JsonMessage =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type Id = string | number

export interface Request extends JsonMessage {
  readonly id: Id
  readonly method: string
}

export const isId = (id: unknown): id is Id => typeof id === 'string' || typeof id === 'number'

export const isRequest = (message: JsonMessage): message is Request =>
  typeof message['method'] === 'string' && isId(message['id'])

export const isNotification = (message: JsonMessage): message is JsonMessage & { readonly method: string } =>
  typeof message['method'] === 'string' && message['id'] === undefined

export const isResponse = (message: JsonMessage): boolean =>
  message['method'] === undefined && isId(message['id']) && ('result' in message || isRecord(message['error']))

const none: JsonMessage = {}

/** A member that is an object; without it an empty one. */
export const memberOf = (message: JsonMessage, name: string): JsonMessage => {
  const member = message[name]
  return isRecord(member) ? member : none
}

export const paramsOf = (message: JsonMessage): JsonMessage => memberOf(message, 'params')

export const metaOf = (message: JsonMessage): JsonMessage => memberOf(paramsOf(message), '_meta')

export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}

export const resultFor = (id: Id | null, result: unknown) => ({ jsonrpc: '2.0', id, result }) as const

export const errorFor = (id: Id | null, error: RpcError) => ({ jsonrpc: '2.0', id, error }) as const

/** The same answer under the id that its asker gave. */
export const answerAs = (id: Id, { result, error }: JsonMessage): JsonMessage =>
  error === undefined ? { jsonrpc: '2.0', id, result } : { jsonrpc: '2.0', id, error }

export const codes = {
  methodNotFound: -32_601,
  invalidRequest: -32_600,
  invalidParams: -32_602,
  internal: -32_603,
  missingCapability: -32_021,
  unsupportedVersion: -32_022,
} as const

/** For the event about a call: what an upstream said is its own business, and no fault of ours. */
export const endedBy = ({ result, error }: JsonMessage, status = 200): Ended => {
  if (error === undefined)
    return { outcome: isRecord(result) && result['isError'] === true ? 'error' : 'result', status }
  return { outcome: 'error', status, reason: String(isRecord(error) ? error['code'] : error) }
}
