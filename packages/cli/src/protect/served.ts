/** The servers of a gateway as a start shows them: the tools by what they need, and what is not as it should be. */
import type { ProtectedServer } from '@gatehouse/gateway'
import { harmless } from '../output/answer.ts'
import type { Served, ToolRow } from '../start/greeting.ts'

export const servedBy = (servers: readonly ProtectedServer[]): readonly Served[] =>
  servers.map((server) => {
    const { name, title } = server.definition
    return { name, title, url: server.resource, tools: toolRows(server), remarks: remarksOn(server) }
  })

/** What needs least comes first, as the server lists it. */
const toolRows = ({ definition: { name }, describe }: ProtectedServer): readonly ToolRow[] => {
  const rows = new Map(['read', 'write', 'admin'].map((level) => [`${name}:${level}`, new Array<string>()]))
  for (const { tool, scopes, state, hasArgumentRules } of describe()) {
    if (state !== 'offered') continue
    const needs = scopes.length > 0 ? scopes.join(' ') : 'no scope'
    rows.set(needs, [...(rows.get(needs) ?? []), hasArgumentRules ? `${tool} (or more)` : tool])
  }
  return [...rows].filter(([, tools]) => tools.length > 0).map(([needs, tools]) => ({ needs, tools }))
}

const keptBack = new Set(['changed', 'confusable', 'hidden'])

const keptBackInWords = (count: number): string => (count === 1 ? '1 tool is' : `${count} tools are`)

const remarksOn = ({ definition: { name }, describe, isLearned, health }: ProtectedServer): readonly string[] => {
  const { length: withheld } = describe().filter((tool) => keptBack.has(tool.state))
  const { reason } = health()
  const why = reason === undefined ? '' : ` (${harmless(reason)})`
  return [
    ...(!isLearned() ? [`it does not say its tools yet${why}: asked again until it does`] : []),
    ...(withheld > 0 ? [`${keptBackInWords(withheld)} kept back: gatehouse tools list ${name} says why`] : []),
  ]
}
