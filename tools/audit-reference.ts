/** Writes docs/reference/audit-events.md from the list of the journal's events: `node tools/audit-reference.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { journalEvents } from '../packages/issuer/src/journal-events.ts'

export const auditReferencePath = fileURLToPath(new URL('../docs/reference/audit-events.md', import.meta.url))

const opening = `# Audit events

<!-- Written by tools/audit-reference.ts from packages/issuer/src/journal-events.ts: change the list, then run \`node --conditions=gatehouse:source tools/audit-reference.ts\`. -->

The audit journal is written in the same transaction as what it tells: an event stands in it if, and only if, it happened. There are no others than these.
The calls of tools (\`tool.*\`) happen elsewhere and are written in batches, a moment later; under more load than the store can take the oldest of them are left out, and the log says how many.
Read it with [\`gatehouse audit\`](../guide/account-and-audit.md#the-audit-journal).

Each row has \`id\` (sorts by time), \`at\` and \`event\`, and as far as they apply \`userId\`, \`clientId\`, \`grantId\`, \`traceId\` (the same reference is on error pages and in the log),
\`source\` (the network: an IPv4 address or an IPv6 /64; \`admin socket\` for commands of the operator, \`this process\` for the server itself) and \`detail\`, small facts such as the \`jti\` of a token. Never a secret.
`

const nounOf = (event: string): string => event.replace(/\..*/, '')

export const auditReference = (): string => {
  const events = Object.entries(journalEvents)
  const nouns = [...new Set(events.map(([event]) => nounOf(event)))]
  const table = (noun: string): string => {
    const rows = events
      .filter(([event]) => nounOf(event) === noun)
      .map(([event, words]) => `| \`${event}\` | ${words} |`)
    return [`\n## \`${noun}\`\n`, '| event | what happened |', '| --- | --- |', ...rows, ''].join('\n')
  }
  return opening + nouns.map(table).join('')
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(auditReferencePath, auditReference())
