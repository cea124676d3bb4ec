/**
 * Arguments that a tool wants in headers, too (`x-mcp-header`): whoever routes by `Mcp-Param-*` must have seen what the tool will see. Only on
 * the wire that knows them. MCP 2026-07-28, "Custom Headers from Tool Parameters"
 */
import type { Call } from '@gatehouse/guard/gate'
import { decodeHeader } from '@gatehouse/guard/gate'
import type { KnownTool } from './pins.ts'

interface Declared {
  readonly header: string
  readonly path: readonly string[]
}

/** In words; `undefined`: everything agrees. */
export const findHeaderMismatch = (
  call: Call,
  tool: KnownTool | undefined,
  header: (name: string) => string | null,
): string | undefined => {
  if (header('mcp-protocol-version') !== '2026-07-28') return undefined
  const schema = (tool?.waiting ?? tool?.pinned)?.definition.inputSchema
  for (const { header: name, path } of declaredIn(schema)) {
    const value = valueAt(call.arguments, path)
    if (!hasHeaderForm(value)) continue
    const field = header(`mcp-param-${name.toLowerCase()}`)
    if (field === null) return `Mcp-Param-${name} is missing, and ${path.join('.')} is in the body`
    if (!agrees(decodeHeader(field), value)) return `Mcp-Param-${name} is not ${path.join('.')} of the body`
  }
  return undefined
}

/** Only where a chain of `properties` leads, to one that can be written in a field; what stands elsewhere makes no conforming client send anything. */
const declaredIn = (schema: unknown, path: readonly string[] = []): readonly Declared[] => {
  const properties = memberOf(schema, 'properties')
  if (typeof properties !== 'object' || properties === null) return []
  return Object.entries(properties).flatMap(([key, inner]: [string, unknown]) => {
    const name = memberOf(inner, 'x-mcp-header')
    const isDeclared = typeof name === 'string' && isToken(name) && primitive.has(memberOf(inner, 'type'))
    const here = isDeclared ? [{ header: name, path: [...path, key] }] : []
    return [...here, ...declaredIn(inner, [...path, key])]
  })
}

const primitive: ReadonlySet<unknown> = new Set(['string', 'integer', 'number', 'boolean'])

const isToken = (name: string): boolean => /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name)

const valueAt = (value: unknown, [key, ...rest]: readonly string[]): unknown =>
  key === undefined ? value : valueAt(memberOf(value, key), rest)

const memberOf = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? Object.entries(value).find(([name]) => name === key)?.[1]
    : undefined

/** A value of another type is the server's to refuse: no client could have written it. */
const hasHeaderForm = (value: unknown): value is string | boolean | number =>
  typeof value === 'string' ||
  typeof value === 'boolean' ||
  (typeof value === 'number' && Number.isFinite(value) && (Number.isSafeInteger(value) || !Number.isInteger(value)))

/** Numbers as numbers: 42.0 is 42. */
const agrees = (field: string | null | undefined, value: string | boolean | number): boolean => {
  if (typeof value !== 'number') return field === String(value)
  return typeof field === 'string' && /^-?\d+(\.\d+)?$/.test(field) && Number(field) === value
}
