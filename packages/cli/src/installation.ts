/** Which installation a command speaks to: its configuration says where the data directory is, and there is the server's socket. */
import { adminSocketPath, createAdminClient, type AdminClient } from '@gatehouse/admin-api'
import { loadConfig, type Config } from '@gatehouse/server/config/load'
import type { Command } from 'commander'
import type { World } from './world.ts'

/** Flags that every command of an operator takes. */
export interface Place {
  readonly config?: string
  readonly dataDir?: string
}

export const withPlace = (command: Command): Command =>
  command
    .option('--data-dir <path>', 'data directory of the server')
    .option('--config <file>', 'its configuration file')

/** Throws ConfigError. */
const configOf = (world: World, { config: file, dataDir }: Place): Config => {
  const { environment, workingDirectory } = world
  return loadConfig({ environment, workingDirectory, file, flags: dataDir === undefined ? {} : { dataDir } })
}

/** Where it keeps its data. Throws ConfigError. */
export const dataDirectoryOf = (world: World, place: Place): string => configOf(world, place).dataDir

/** The running server. Its first call throws AdminUnreachable when there is none. */
export const serverOf = (world: World, place: Place): AdminClient =>
  createAdminClient(adminSocketPath(configOf(world, place).dataDir))
