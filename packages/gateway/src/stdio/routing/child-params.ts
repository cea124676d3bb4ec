/** A client's `params` as the child gets them: without what it could pretend to be, with who it is and the trace. Nothing but `_meta` is touched. */
import type { JsonMessage } from '../child.ts'
import { memberOf } from './json-rpc.ts'
import { keys } from './revisions.ts'

export interface Bearer {
  readonly identity: string | undefined
  readonly traceparent: string
}

export const identityKey = 'gatehouse/identity'

/** Ours to set, or meant for us alone. */
const taken: ReadonlySet<string> = new Set([
  'progressToken',
  'traceparent',
  keys.version,
  keys.client,
  keys.capabilities,
  keys.logLevel,
])

const isOurs = (key: string): boolean => taken.has(key) || looksLikeOurs(key)

const looksLikeOurs = (key: string): boolean => key.toLowerCase().startsWith('gatehouse/')

/** `envelope`: what a child of the stateless revision wants to find on every request. */
export const paramsFor = (
  params: JsonMessage,
  { identity, traceparent }: Bearer,
  envelope?: JsonMessage,
): JsonMessage => {
  const meta: Record<string, unknown> = { ...envelope, traceparent }
  const given = memberOf(params, '_meta')
  for (const key in given) if (!isOurs(key)) meta[key] = given[key]
  if (identity !== undefined) meta[identityKey] = identity
  return { ...params, _meta: meta }
}

/** Of a result that a client sends: it must not say who it is, either. */
export const withoutLookAlikes = (result: unknown): unknown => {
  if (typeof result !== 'object' || result === null || !('_meta' in result)) return result
  const { _meta: meta, ...rest } = result
  if (typeof meta !== 'object' || meta === null) return rest
  return { ...rest, _meta: Object.fromEntries(Object.entries(meta).filter(([key]) => !looksLikeOurs(key))) }
}
