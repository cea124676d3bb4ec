/** `gatehouse serve`: starts the server, says where everything is, and stops when it is told to. */
import { loadConfig } from '@gatehouse/server/config/load'
import type { MountDefinition } from '@gatehouse/server/start/mounts'
import { Command } from 'commander'
import { serveFlags, typedFlags } from '../serve-flags.ts'
import { greetingOf } from '../start/greeting-of.ts'
import { keepHouse } from '../start/keep-house.ts'
import type { World } from '../world.ts'

/** `mounts`: MCP servers that a composition root brings into the same process. */
export const serve = (world: World, mounts: readonly MountDefinition[] = []): Command => {
  const command = new Command('serve')
    .description('start the authorization server')
    .option('--config <file>', 'configuration file (gatehouse.yaml)')
  for (const { option } of serveFlags) command.addOption(option)
  return command.action(async ({ config: file, ...parsed }: { readonly config?: string }) => {
    const { environment, workingDirectory } = world
    const config = loadConfig({ flags: typedFlags(parsed), file, environment, workingDirectory })
    await keepHouse(config, world, { mounts, greet: (house) => greetingOf(house, world) })
  })
}
