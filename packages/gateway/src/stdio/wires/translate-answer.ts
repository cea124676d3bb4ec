/** An answer of a child as a client of either revision wants it: what a revision requires is added, what it forbids is said in its words. */
import type { Exchange } from '../../upstream.ts'
import type { JsonMessage } from '../child.ts'
import type { Greeting } from '../routing/greet-child.ts'
import { codes, isRecord, memberOf } from '../routing/json-rpc.ts'
import { cacheable, keys } from '../routing/revisions.ts'

type Screening = Pick<Exchange, 'screenTools' | 'isListed'>

/** The list of tools as this caller may see it. */
export const screenList = (response: JsonMessage, { screenTools, isListed }: Screening): JsonMessage => {
  const { result } = response
  if (!isRecord(result)) return response
  const tools = Array.isArray(result['tools']) ? result['tools'] : []
  const shown = screenTools(tools).filter(
    (tool) => isRecord(tool) && typeof tool['name'] === 'string' && isListed(tool['name']),
  )
  return { ...response, result: { ...result, tools: shown } }
}

/** For a client of the stateless revision. */
export const completeAnswer = (response: JsonMessage, method: string, { era, serverInfo }: Greeting): JsonMessage => {
  const { result, error } = response
  if (error !== undefined) return { ...response, error: era === 'legacy' ? inNewCodes(error) : error }
  if (!isRecord(result)) return response
  // What one caller sees must not be kept for another.
  const hints = cacheable.has(method) ? { cacheScope: 'private', ttlMs: ttlOf(result, era) } : {}
  const type = era === 'legacy' ? 'complete' : (result['resultType'] ?? 'complete')
  const meta = { [keys.server]: serverInfo, ...memberOf(result, '_meta') }
  return { ...response, result: { ...result, resultType: type, ...hints, _meta: meta } }
}

const ttlOf = ({ ttlMs }: JsonMessage, era: Greeting['era']): number =>
  era === 'modern' && typeof ttlMs === 'number' && ttlMs >= 0 ? ttlMs : 0

const resourceNotFound = -32_002

/** Codes that older revisions gave, or that somebody took, and that are not to be said any more. MCP 2026-07-28, "Error Codes" */
const inNewCodes = (error: unknown): unknown => {
  if (!isRecord(error) || typeof error['code'] !== 'number') return error
  const { code } = error
  if (code === resourceNotFound) return { ...error, code: codes.invalidParams }
  return code <= -32_020 && code >= -32_099 ? { ...error, code: codes.internal } : error
}
