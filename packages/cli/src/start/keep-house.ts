/** The life of an authorization server's process: opens the house, and closes it again when it is told to stop. */
import type { Config } from '@gatehouse/server/config/load'
import type { OpenHouse } from '@gatehouse/server/open-house'
import type { OpenAnnex } from '@gatehouse/server/start/annex'
import type { MountDefinition } from '@gatehouse/server/start/mounts'
import type { World } from '../world.ts'
import { openLog, type Log } from './open-log.ts'
import { stand } from './stand.ts'

export interface Guests {
  readonly mounts?: readonly MountDefinition[]
  readonly annex?: OpenAnnex
  /** What people read when it stands. */
  readonly greet: (house: OpenHouse) => Promise<string>
  /** Begins when it stands; returns what ends it. */
  readonly begin?: (log: Log) => () => void
}

/** Throws ConfigError. */
export const keepHouse = async (config: Config, world: World, guests: Guests): Promise<void> => {
  const log = await openLog(config.log, world)
  const { mounts = [], annex, greet, begin } = guests
  // Here, so that the other commands need not load a whole server.
  const { openHouse } = await import('@gatehouse/server/open-house')
  const house = await openHouse(config, { log, mounts, ...(annex && { annex }) })
  await stand(house, { log, world, begin, greet: () => greet(house) })
}
