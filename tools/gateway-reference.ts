/** Writes docs/reference/gateway.md from the schema of the servers that the gateway protects: `node --conditions=gatehouse:source tools/gateway-reference.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type About, declaredServer, limits, timeouts } from '../packages/gateway/src/config/schema.ts'

export const gatewayReferencePath = fileURLToPath(new URL('../docs/reference/gateway.md', import.meta.url))

const opening = `# Servers behind the gateway

<!-- Written by tools/gateway-reference.ts from packages/gateway/src/config/schema.ts: change the schema, then run \`node --conditions=gatehouse:source tools/gateway-reference.ts\`. -->

\`gatehouse protect --servers <file>\` reads one YAML or JSON file. Its shape is the one that MCP clients keep, so a file of Claude Desktop, Cursor or VS Code can be used as it is:

\`\`\`yaml
mcpServers:
  filesystem:
    command: npx
    args: [-y, '@modelcontextprotocol/server-filesystem', ./notes]
  weather:
    url: http://localhost:3000/mcp
    headers:
      Authorization: Bearer \${file:weather-token}
    deny: ['admin_*']
\`\`\`

- Each server answers under \`/mcp/<name>\`. A name is made plain: \`Brave Search\` is \`/mcp/brave-search\`, with the old one as its title.
- \`\${env:NAME}\` and \`\${file:path}\` stand for a value that is elsewhere, in \`command\`, \`args\`, \`env\`, \`cwd\`, \`url\` and \`headers\`; so do \`\${NAME}\`, \`\${NAME:-otherwise}\`, \`\${userHome}\` and \`\${workspaceFolder}\` (the folder of the file). Paths are relative to the file.
- \`disabled: true\` leaves a server out. What other clients keep for themselves (\`autoApprove\`, \`timeout\`, ...) is not read, and told at the start. \`disabledTools\` and the like stop the start: here that is \`deny\` and \`allow\`.
- Durations carry their unit: \`90s\`, \`10m\`, \`1h\`. An unknown member stops the start, and says which one was meant.
`

const closing = `
## Rules by tool

\`\`\`yaml
mcpServers:
  notes:
    url: http://localhost:3000/mcp
    scopes:
      notes:private: Read what is marked as private   # further scopes, with what people read
    tools:
      search:
        scopes: [notes:read]                          # instead of what its annotations suggest
      read_note:
        scopes: [notes:read]
        arguments:
          - argument: path                            # dots lead into objects: options.force
            unless: { startsWith: public/ }           # the safe way round: whatever is missing or of another type needs the scopes
            scopes: [notes:private]
\`\`\`

A condition stands behind \`unless\` or \`when\`: \`equals\`, \`oneOf\`, \`startsWith\`, \`matches\` (a regular expression), \`present\`. All that are said must hold.
Without a rule a tool needs \`<name>:read\` if it says \`readOnlyHint\`, \`<name>:admin\` if it says \`destructiveHint\`, else \`<name>:write\`. What the server's own word is worth, and how a tool that changes is kept back: [the guide](../guide/gateway/README.md).
`

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`)

interface Shaped {
  readonly shape: Readonly<Record<string, { readonly meta: () => unknown }>>
}

const aboutOf = (schema: Shaped['shape'][string]): About | undefined => {
  const about = schema.meta()
  return typeof about === 'object' && about !== null && 'kind' in about ? (about as About) : undefined
}

const table = ({ shape }: Shaped, prefix = ''): string =>
  [
    '| member | what it is for | value | without it | for |',
    '| --- | --- | --- | --- | --- |',
    ...Object.entries(shape).flatMap(([member, schema]) => {
      const about = aboutOf(schema)
      if (!about) return []
      const { description, kind, usual, only = 'both' } = about
      return [`| \`${prefix}${member}\` | ${cell(description)} | ${cell(kind)} | ${cell(usual)} | ${only} |`]
    }),
    '',
  ].join('\n')

export const gatewayReference = (): string =>
  [
    opening,
    `\n## A server\n\n${table(declaredServer)}`,
    `\n## \`limits\`\n\n${table(limits, 'limits.')}`,
    `\n## \`timeouts\`\n\n${table(timeouts, 'timeouts.')}`,
    closing,
  ].join('')

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(gatewayReferencePath, gatewayReference())
