/** Writes docs/clients.md from conformance/clients: `node --conditions=gatehouse:source tools/compatibility-page.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { recordedClients } from '../conformance/clients/index.ts'
import type { RecordedClient } from '../conformance/clients/recorded-client.ts'

export const pagePath = fileURLToPath(new URL('../docs/clients.md', import.meta.url))

const opening = `# MCP clients and Gatehouse

<!-- Written by tools/compatibility-page.ts from conformance/clients: change the data, then run \`node --conditions=gatehouse:source tools/compatibility-page.ts\`. -->

Every client below that is *tried live* or *replayed* finds its way in, calls, refreshes, races itself on a refresh, calls again and signs out in every run of our tests.

- **tried live**: a test runs the real program against Gatehouse, guard and gateway.
- **replayed**: its requests, as they were recorded or published, are played against Gatehouse.
- **from documents**: known from public material only; nothing of it is played.

Is yours missing, or does it behave differently? Its facts are one entry in \`conformance/clients\`.
`

/** How this client is known to work. */
const provenBy = ({ evidence, flow }: RecordedClient): string => {
  if (evidence === 'tried live') return 'tried live'
  if (!flow) return 'from documents'
  return evidence === 'measured' ? 'replayed, as recorded' : 'replayed, as published'
}

const kinds = { library: 'Libraries', 'command line': 'Command line', desktop: 'Desktop', hosted: 'Hosted' } as const

const ways = { document: 'metadata document', dynamic: 'registers itself', 'typed in': 'typed in' } as const

const row = (client: RecordedClient): string => {
  const { title, version, registers, flow } = client
  const name = version === undefined ? title : `${title} ${version}`
  const callback = flow ? `\`${flow.redirectUri}\`` : ''
  return `| ${name} | ${provenBy(client)} | ${registers.map((way) => ways[way]).join(', ')} | ${callback} |`
}

const table = (kind: RecordedClient['kind']): string => {
  const rows = recordedClients.filter((client) => client.kind === kind).map(row)
  const head = '| client | proven by | how it becomes known, in its order | an address it answers at |'
  return [`## ${kinds[kind]}`, '', head, '| --- | --- | --- | --- |', ...rows, ''].join('\n')
}

const habits = (): string => {
  const rows = recordedClients.flatMap(({ title, habits: own }) =>
    own.map(({ does, gatehouse }) => `| ${title} | ${does} | ${gatehouse} |`),
  )
  return [
    '## Habits that break servers',
    '',
    '| client | what it does | what Gatehouse does |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n')
}

export const compatibilityPage = (): string =>
  [opening, ...(['library', 'command line', 'desktop', 'hosted'] as const).map(table), habits()].join('\n')

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(pagePath, compatibilityPage())
