/** The law of the house as data: who may import whom, and which name is spoken in which room only. house: ARCHITECTURE.md, "The arrows" */

/** What one workspace may import: rooms of ours by their short name, packages of others by name. */
interface Row {
  readonly ours: readonly string[]
  readonly others: readonly string[]
  /** Built-in modules of Node: none where the code must run anywhere and decide without looking at the world. */
  readonly node: 'any' | readonly string[]
  readonly engine?: string
}

const library = '>=20.19'
const program = '>=22.19'
const guardAndStory = ['guard', 'guard-story']

export const arrows: Readonly<Record<string, Row>> = {
  'packages/protocol': { ours: [], others: ['zod'], node: [], engine: library },
  'packages/egress': { ours: ['protocol'], others: ['undici', 'ipaddr.js'], node: 'any', engine: program },
  'packages/issuer': { ours: ['protocol'], others: ['jose'], node: [], engine: program },
  'packages/store-contract': { ours: ['issuer', 'protocol'], others: ['vitest'], node: 'any', engine: program },
  'packages/store-memory': { ours: ['issuer', 'protocol'], others: [], node: [], engine: program },
  'packages/store-sql': { ours: ['issuer', 'protocol'], others: ['kysely'], node: 'any', engine: program },
  'packages/server': {
    ours: ['admin-api', 'egress', 'issuer', 'protocol', 'store-memory', 'store-sql'],
    others: [
      '@hono/node-server',
      '@node-rs/argon2',
      '@opentelemetry/api',
      'hono',
      'jose',
      'pino',
      'prom-client',
      'yaml',
      'zod',
    ],
    node: 'any',
    engine: program,
  },
  'packages/guard': {
    ours: ['protocol'],
    others: ['jose', 'hono', '@opentelemetry/api'],
    node: ['node:crypto', 'node:fs', 'node:http'],
    engine: library,
  },
  'packages/admin-api': { ours: [], others: ['zod'], node: 'any', engine: program },
  'packages/gateway': {
    ours: ['egress', 'guard', 'protocol'],
    others: ['yaml', 'zod'],
    node: 'any',
    engine: program,
  },
  'packages/cli': {
    ours: ['admin-api', 'egress', 'gateway', 'protocol', 'server'],
    others: ['commander'],
    node: 'any',
    engine: program,
  },
  'packages/testkit': {
    ours: ['issuer', 'protocol', 'server', 'store-memory'],
    others: [],
    node: 'any',
    engine: program,
  },
  'examples/files': {
    ours: ['cli', 'guard', 'server'],
    others: ['@modelcontextprotocol/server', '@modelcontextprotocol/server-filesystem', 'hono', 'zod'],
    node: 'any',
  },
  'examples/gateway-story': { ours: ['cli'], others: ['@modelcontextprotocol/client', 'vitest'], node: 'any' },
  'examples/gateway-filesystem': {
    ours: ['gateway-story'],
    others: ['@modelcontextprotocol/server-filesystem'],
    node: 'any',
  },
  'examples/gateway-everything': {
    ours: ['gateway-story'],
    others: ['@modelcontextprotocol/server-everything'],
    node: 'any',
  },
  'examples/gateway-two-servers': {
    ours: ['gateway-story'],
    others: ['@modelcontextprotocol/server-everything', '@modelcontextprotocol/server-filesystem'],
    node: 'any',
  },
  'examples/guard-story': { ours: [], others: ['jose', 'vitest'], node: 'any' },
  'examples/guard-fetch': { ours: guardAndStory, others: ['@hono/node-server'], node: 'any' },
  'examples/guard-hono': { ours: guardAndStory, others: ['@hono/node-server', 'hono'], node: 'any' },
  'examples/guard-express': { ours: guardAndStory, others: ['express'], node: 'any' },
  'examples/guard-node-http': { ours: guardAndStory, others: [], node: 'any' },
  'examples/guard-mcp-v1': { ours: guardAndStory, others: ['@modelcontextprotocol/sdk'], node: 'any' },
  'examples/guard-mcp-v2': {
    ours: guardAndStory,
    others: ['@hono/node-server', '@modelcontextprotocol/server'],
    node: 'any',
  },
  'examples/guard-bun': { ours: guardAndStory, others: [], node: 'any' },
  'examples/guard-deno': { ours: guardAndStory, others: [], node: 'any' },
}

/** Modules that only the named files and folders of a workspace may import. */
export const onlyIn: readonly {
  readonly module: RegExp
  readonly within: string
  readonly files: readonly string[]
}[] = [
  { module: /^@gatehouse\/store-/, within: 'packages/server/', files: ['packages/server/src/compose.ts'] },
  { module: /^hono(?!\/(html|css|utils\/html)$)/, within: 'packages/server/', files: ['packages/server/src/app.ts'] },
  { module: /^hono/, within: 'packages/guard/', files: ['packages/guard/src/adapters/hono.ts'] },
  {
    module: /^@gatehouse\/server(?!\/config\/)/,
    within: 'packages/cli/',
    files: [
      'packages/cli/src/serve.ts',
      'packages/cli/src/commands/doctor.ts',
      'packages/cli/src/commands/serve.ts',
      'packages/cli/src/examine-tools.ts',
      'packages/cli/src/protect/',
      'packages/cli/src/start/',
    ],
  },
]

/** Folders whose files are siblings: what two need moves one floor down. `index.ts` is their list, `shared` their floor. */
export const siblings: readonly { readonly folder: string; readonly shared: readonly string[] }[] = [
  { folder: 'packages/issuer/src/grants/', shared: ['grant.ts'] },
  { folder: 'packages/server/src/endpoints/', shared: [] },
  { folder: 'packages/server/src/sign-in/', shared: [] },
  {
    folder: 'packages/server/src/pages/',
    shared: ['layout.ts', 'account-layout.ts', 'page.ts', 'parts/', 'brand/', 'texts/'],
  },
  { folder: 'packages/server/src/admin/', shared: ['answers.ts'] },
  { folder: 'packages/guard/src/adapters/', shared: [] },
  { folder: 'packages/cli/src/commands/', shared: [] },
]

const floorsWithoutWorld = ['packages/protocol/', 'packages/issuer/']

/** Names of the world that are spoken `nowhereIn` these folders, or anywhere but in `onlyIn`. */
export const world: readonly {
  readonly name: string
  readonly why: string
  readonly onlyIn?: readonly string[]
  readonly nowhereIn?: readonly string[]
}[] = [
  {
    name: 'fetch',
    why: 'outbound HTTP has one door: egress',
    // The clients of the examples try their own server's door.
    onlyIn: ['packages/egress/', 'packages/guard/src/fetch-document.ts', 'examples/guard-', 'examples/gateway-'],
  },
  {
    name: 'process.env',
    why: 'configuration flows in once',
    onlyIn: [
      'packages/server/src/config/load.ts',
      'packages/cli/src/main.ts',
      'packages/guard/src/options.ts',
      'examples/',
      'tools/',
    ],
  },
  { name: 'process.exit', why: 'only the command decides when to leave', onlyIn: ['packages/cli/', 'tools/'] },
  { name: 'Date.now', why: 'time comes from the clock port', nowhereIn: floorsWithoutWorld },
  { name: 'new Date', why: 'time comes from the clock port', nowhereIn: floorsWithoutWorld },
  { name: 'performance.now', why: 'time comes from the clock port', nowhereIn: floorsWithoutWorld },
  { name: 'Math.random', why: 'randomness comes from the ids port', nowhereIn: floorsWithoutWorld },
  { name: 'crypto.getRandomValues', why: 'randomness comes from the ids port', nowhereIn: floorsWithoutWorld },
  { name: 'crypto.randomUUID', why: 'randomness comes from the ids port', nowhereIn: floorsWithoutWorld },
]
