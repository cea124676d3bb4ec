/** The gate before MCP servers that know no OAuth: `createGateway(needs)`, then `apply` the servers. */
export { nameOfCommand, nameOfUrl } from './config/derive-name.ts'
export { readServer } from './config/read-server.ts'
export type { ServerDefinition } from './definition.ts'
export { createGateway, type Gateway } from './gateway.ts'
export type { GatewayNeeds } from './gateway-needs.ts'
export type { DescribedTool } from './policy/describe-tools.ts'
export { foldName } from './policy/names.ts'
export { acceptTools, type KnownTool, readTools, toolsFile } from './policy/pins.ts'
