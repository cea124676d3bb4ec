/** The gate before MCP servers that know no OAuth: `createGateway(needs)`, then `apply` the servers. */
export type { ServerDefinition } from './definition.ts'
export { createGateway, type Gateway } from './gateway.ts'
export type { GatewayNeeds } from './gateway-needs.ts'
