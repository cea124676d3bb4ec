/** The life of a server process: opens the house, says where everything is, and closes it again when the process is told to stop. */
import type { Config } from '@gatehouse/server/config/load'
import type { OpenHouse } from '@gatehouse/server/open-house'
import type { OpenAnnex } from '@gatehouse/server/start/annex'
import type { MountDefinition } from '@gatehouse/server/start/mounts'
import { untilToldToStop } from '../until-told-to-stop.ts'
import { version } from '../version.ts'
import type { World } from '../world.ts'
import { openLog, type Log } from './open-log.ts'

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
  const toldToStop = untilToldToStop()
  const end = begin?.(log)
  world.say(await greet(house))
  log.info('server.started', { version, issuer: house.config.publicUrl, host: config.host, port: house.config.port })
  log.info('server.stopping', { signal: await toldToStop })
  end?.()
  await house.close()
  log.info('server.stopped')
}
