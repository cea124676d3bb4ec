/** The arguments of node:http's `writeHead`, put where they can be read before anything is sent. */
import type { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http'

type Pair = readonly OutgoingHttpHeader[]

/** An object, names and values in turn, or pairs of them. */
export type Head = OutgoingHttpHeaders | readonly OutgoingHttpHeader[] | readonly Pair[]

/** A field that comes twice is kept twice. */
export const takeHead = (
  response: ServerResponse,
  status: number,
  rest: readonly (string | Head | undefined)[],
): void => {
  response.statusCode = status
  const names = new Set<string>()
  const take = (name: string, value: OutgoingHttpHeader): void => {
    if (names.has(name) && typeof value !== 'number') response.appendHeader(name, value)
    else response.setHeader(name, value)
    names.add(name)
  }
  for (const given of rest) {
    if (typeof given === 'string') response.statusMessage = given
    else if (given !== undefined) fieldsOf(given).forEach(([name, value]) => take(name.toLowerCase(), value))
  }
}

const fieldsOf = (head: Head): readonly (readonly [string, OutgoingHttpHeader])[] => {
  if (isList(head)) return pairsOf(head).map(([name = '', value = '']) => [String(name), value] as const)
  return Object.entries(head).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]))
}

type List = readonly OutgoingHttpHeader[] | readonly Pair[]

const isList = (head: Head): head is List => Array.isArray(head)

const pairsOf = (list: List): readonly Pair[] => {
  const [first] = list
  if (Array.isArray(first)) return list as readonly Pair[]
  const flat = list as readonly OutgoingHttpHeader[]
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? '']] : []))
}
