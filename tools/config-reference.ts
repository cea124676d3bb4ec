/** Writes docs/reference/configuration.md from the schema of the server's options: `node tools/config-reference.ts`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { options, type NamedOption } from '../packages/server/src/config/options.ts'

export const referencePath = fileURLToPath(new URL('../docs/reference/configuration.md', import.meta.url))

const opening = `# Configuration

<!-- Written by tools/config-reference.ts from packages/server/src/config/schema.ts: change the schema, then run \`node --conditions=gatehouse:source tools/config-reference.ts\`. -->

Gatehouse runs without any configuration. Every option can be said in three places; the later one wins:

1. a YAML or JSON file: \`gatehouse.yaml\` in the folder where the command runs, or the one that \`--config\` or \`GATEHOUSE_CONFIG\` names;
2. an environment variable;
3. a flag of \`gatehouse serve\`.

A wrong value or an unknown name stops the start and says which option, where it was said, why it is wrong and what to write instead.
Durations carry their unit: \`90s\`, \`10m\`, \`12h\`, \`30d\`. Lists are written with commas in a variable or a flag. Paths in a file are relative to the file.
Secrets have no flag, because every user of a machine can read the flags of its programs.

\`\`\`yaml
# gatehouse.yaml
publicUrl: https://auth.example.com
host: 0.0.0.0
trustedProxies: [10.0.0.0/8]
dataDir: /var/lib/gatehouse
lifetimes:
  refreshIdle: 14d
\`\`\`
`

const closing = `
## Servers in the file

\`\`\`yaml
servers:
  - name: notes                        # short and unique
    url: https://notes.example.com/mcp # what clients are given; exactly this becomes the audience of a token
    title: Notes                       # what people read
    scopes:
      - name: notes:read
        description: Read your notes   # what people are asked
      - name: notes:write
        description: Change your notes
        implies: [notes:read]
        privileged: false              # true: never listed in public, never given unless asked for
    defaultScopes: [notes:read]        # without it: the first scope that is not privileged
    accessTokenLifetime: 1h            # 5m..24h
    accessTokenFormat: jwt             # opaque: only introspection can read its tokens
    listed: true                       # public metadata names it
    default: false                     # meant when a request names no server
\`\`\`

A server that is taken out of the file stays registered; one that is changed is brought up to date at the next start.

## Clients in the file

\`\`\`yaml
clients:
  - id: notes-desktop
    name: Notes for the desktop
    redirectUris: ['http://127.0.0.1/callback'] # on loopback any port fits
    postLogoutRedirectUris: []                  # where a browser may go on after signing out
    firstParty: false                           # true: your own program, approval may be silent
\`\`\`

These have no secret and prove themselves by PKCE. For a client with a secret use \`gatehouse clients add\`, which shows the secret once.
A client that is taken out of the file stays known until \`gatehouse clients remove\`; one that looks different in the file is brought up to date at the next start, and where its redirect URIs changed people are asked again.

## Known clients in the file

\`\`\`yaml
clientDocuments:
  accept: known                         # only these, those that are shipped, and those on \`hosts\`
  knownClients:
    - name: Expenses                    # what people read when it is vouched for; the name of a shipped one replaces it
      clientIds: ['https://apps.example.com/*/client.json'] # \`*\` stands for one step of a path
      redirectUris: ['https://apps.example.com/callback']
      vouched: true                     # shown as verified where the answer goes to one of these https addresses
      monogram: { letter: E, tone: clay } # beside the verified name; clay, sky, plum or slate
\`\`\`

A known client is asked like any other: the mark is about its name, and gives it nothing else. Shipped are those of packages/server/src/known-clients/shipped.ts.
`

const group = ({ key }: NamedOption): string => (key.includes('.') ? (key.split('.')[0] ?? '') : '')

const valueOf = ({ fallback, absent }: NamedOption): string => {
  if (absent !== undefined) return absent
  if (Array.isArray(fallback)) return fallback.length === 0 ? 'none' : fallback.map((one) => `\`${one}\``).join(', ')
  return `\`${String(fallback)}\``
}

const cell = (text: string): string => text.replaceAll('|', String.raw`\|`)

const row = (option: NamedOption): string => {
  const { key, kind, title, variables, flag } = option
  const said = [...variables, ...(flag === undefined ? [] : [flag])].map((name) => `\`${name}\``).join('<br>')
  return `| \`${key}\` | ${cell(title)} | ${cell(kind.name)} | ${cell(valueOf(option))} | ${said} |`
}

const table = (name: string): string =>
  [
    `\n## ${name === '' ? 'General' : `\`${name}\``}\n`,
    '| key | what it is for | value | without it | variable, flag |',
    '| --- | --- | --- | --- | --- |',
    ...options.filter((option) => group(option) === name).map(row),
    '',
  ].join('\n')

export const configReference = (): string => opening + [...new Set(options.map(group))].map(table).join('') + closing

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(referencePath, configReference())
