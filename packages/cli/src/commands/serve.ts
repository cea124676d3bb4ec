/** `gatehouse serve`: starts the server, says where everything is, and stops when it is told to. */
import { loadConfig } from '@gatehouse/server/config/load'
import type { MountDefinition } from '@gatehouse/server/start/mounts'
import { Command } from 'commander'
import { gatewayAnnex } from '../protect/gateway-annex.ts'
import type { OwnServers } from '../protect/own-servers.ts'
import { servedBy } from '../protect/served.ts'
import { serveFlags, typedFlags } from '../serve-flags.ts'
import { greetingOf } from '../start/greeting-of.ts'
import { keepHouse } from '../start/keep-house.ts'
import type { World } from '../world.ts'

/** What a composition root brings into the same process. */
export interface Brought {
  /** MCP servers that guard themselves. */
  readonly mounts: readonly MountDefinition[]
  /** MCP servers that know nothing of it, behind the gateway. */
  readonly behindGateway?: (dataDirectory: string) => OwnServers
}

export const serve = (world: World, { mounts, behindGateway }: Brought = { mounts: [] }): Command => {
  const command = new Command('serve')
    .description('start the authorization server')
    .option('--config <file>', 'configuration file (gatehouse.yaml)')
  for (const { option } of serveFlags) command.addOption(option)
  return command.action(async ({ config: file, ...parsed }: { readonly config?: string }) => {
    const { environment, workingDirectory } = world
    const config = loadConfig({ flags: typedFlags(parsed), file, environment, workingDirectory })
    if (!behindGateway) {
      return await keepHouse(config, world, { mounts, greet: (house) => greetingOf(house, world) })
    }
    const { definitionsOf } = await import('../protect/own-servers.ts')
    const definitions = (dataDirectory: string) => definitionsOf(behindGateway(dataDirectory), world)
    const { open: annex, gateway } = gatewayAnnex({ definitions, isAlone: false }, world)
    await keepHouse(config, world, {
      mounts,
      annex,
      greet: (house) =>
        greetingOf(house, world, (known) => {
          const served = servedBy(gateway().servers())
          return known.map((one) => served.find(({ url }) => url === one.url) ?? one)
        }),
    })
  })
}
