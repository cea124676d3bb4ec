/** The tools of a protected server as they were pinned: which file an operator means by its name. */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { dataDirectoryOf, type Place } from './installation.ts'
import { Misuse } from './explain.ts'
import type { World } from './world.ts'

const ending = '.tools.json'

/** Throws Misuse when nothing is known of such a server, and ConfigError. */
export const pinnedToolsOf = async (world: World, place: Place, server: string): Promise<string> => {
  const { toolsFile } = await import('@gatehouse/gateway')
  const dataDirectory = dataDirectoryOf(world, place)
  const file = toolsFile(dataDirectory, server)
  if (/^[a-z0-9-]+$/.test(server) && existsSync(file)) return file
  const known = serversWithPins(dataDirectory)
  const others =
    known.length > 0 ? `these are known: ${known.join(', ')}` : 'gatehouse protect learns them when it starts'
  throw new Misuse(`nothing is known of the tools of ${server} in ${dataDirectory}: ${others}`)
}

/** Their names; none where nothing was ever protected. */
export const serversWithPins = (dataDirectory: string): readonly string[] => {
  const folder = join(dataDirectory, 'gateway')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => name.slice(0, -ending.length))
}
