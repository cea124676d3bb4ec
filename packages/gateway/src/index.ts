/** The gate before MCP servers that know no OAuth: `createGateway(needs)`, then `apply` the servers. */
export type { ServerDefinition } from './definition.ts'
export { createGateway, type Gateway } from './gateway.ts'
export type { GatewayNeeds } from './gateway-needs.ts'
export { createStandalone } from './standalone.ts'
export type { DescribedTool } from './policy/describe-tools.ts'
export { acceptTools, type KnownTool, readTools, toolsFile } from './policy/pins.ts'
export type { ProtectedServer } from './protected-server.ts'
