/** `gatehouse serve`: starts the server, says where everything is, and stops when it is told to. */
import { loadConfig, type Config } from '@gatehouse/server/config/load'
import type { OpenHouse } from '@gatehouse/server/open-house'
import type { MountDefinition } from '@gatehouse/server/start/mounts'
import { Command } from 'commander'
import { serveFlags, typedFlags } from '../serve-flags.ts'
import { greeting } from '../start/greeting.ts'
import { untilToldToStop } from '../until-told-to-stop.ts'
import { version } from '../version.ts'
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
    const log = await logFor(config, world)
    // Here, so that the other commands need not load a whole server.
    const { openHouse } = await import('@gatehouse/server/open-house')
    const house = await openHouse(config, { log, mounts })
    const toldToStop = untilToldToStop()
    world.say(await greetingOf(house, world))
    log.info('server.started', { version, issuer: house.config.publicUrl, host: config.host, port: house.config.port })
    log.info('server.stopping', { signal: await toldToStop })
    await house.close()
    log.info('server.stopped')
  })
}

const logFor = async ({ log: { level, format } }: Config, { complain, isWatched, environment }: World) => {
  const { createLog } = await import('@gatehouse/server/log')
  return createLog({
    level,
    format: format === 'auto' ? (isWatched ? 'pretty' : 'json') : format,
    write: complain,
    hasColours: isWatched && (environment['NO_COLOR'] ?? '') === '',
  })
}

const greetingOf = async ({ config, servers, setupLink, isFirstStart }: OpenHouse, world: World): Promise<string> => {
  const known = await servers()
  const started = {
    version,
    issuer: config.publicUrl,
    dataDirectory: config.dataDir,
    servers: known
      .toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))
      .map(({ name, title, uri: url }) => ({ name, title, url })),
    setupLink: await setupLink(),
    linkLifetime: config.lifetimes.setupLink,
    isFirst: isFirstStart,
  }
  return greeting(started, world.hasColours)
}
