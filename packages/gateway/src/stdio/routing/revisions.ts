/** What the revisions of MCP differ in, as data. MCP 2026-07-28, "Key Changes" */

export const modern = '2026-07-28'

/** The newest first: whoever wants another gets it. */
export const legacy = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const

/** What a client may ask of us, whatever the child speaks. */
export const supported: readonly string[] = [modern, ...legacy.slice(0, 3)]

/** In `_meta` of a request. MCP 2026-07-28, "Per-request protocol fields" */
export const keys = {
  version: 'io.modelcontextprotocol/protocolVersion',
  client: 'io.modelcontextprotocol/clientInfo',
  capabilities: 'io.modelcontextprotocol/clientCapabilities',
  logLevel: 'io.modelcontextprotocol/logLevel',
  server: 'io.modelcontextprotocol/serverInfo',
  subscription: 'io.modelcontextprotocol/subscriptionId',
  task: 'io.modelcontextprotocol/related-task',
} as const

/** Of these nothing is said about how long they hold, unless the child does. MCP 2026-07-28, "Cacheable Results" */
export const cacheable: ReadonlySet<string> = new Set([
  'server/discover',
  'tools/list',
  'prompts/list',
  'resources/list',
  'resources/templates/list',
  'resources/read',
])

/** Which requests may end with a question to the client. MCP 2026-07-28, "Supported Requests" */
export const mayAsk: ReadonlySet<string> = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** Gone since 2026-07-28. */
export const onlyLegacy: ReadonlySet<string> = new Set([
  'initialize',
  'ping',
  'logging/setLevel',
  'resources/subscribe',
  'resources/unsubscribe',
])

/** The least severe first. RFC 5424 §6.2.1 */
export const logLevels: readonly string[] = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
]
