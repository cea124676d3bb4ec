/** A whole server in one call: bound first, then composed, then opened; and the orderly way to close it again. */
import type { Log } from './app-needs.ts'
import { compose, type House } from './compose.ts'
import { atPort, type Config } from './config/load.ts'
import { listen, type Listening } from './listen.ts'
import { prepareDataDirectory } from './start/data-directory.ts'
import type { MountDefinition } from './start/mounts.ts'

export interface OpenHouse extends Pick<House, 'servers' | 'setupLink' | 'isFirstStart'> {
  /** With the port that was really taken. */
  readonly config: Config
  /** Not ready, no new connections, answers in the making finished (`grace` milliseconds at most), store closed. */
  readonly close: (grace?: number) => Promise<void>
}

interface Guests {
  readonly log: Log
  readonly mounts?: readonly MountDefinition[]
}

/** Throws ConfigError for everything that an operator can mend; then nothing listens. */
export const openHouse = async (wanted: Config, guests: Guests): Promise<OpenHouse> => {
  await prepareDataDirectory(wanted.dataDir)
  const listening = await listen({ host: wanted.host, port: wanted.port, dataDirectory: wanted.dataDir })
  const config = atPort(wanted, listening.port)
  const house = await compose(config, guests).catch(async (error: unknown) => {
    await listening.close(0)
    throw error
  })
  listening.open(house)
  const { servers, setupLink, isFirstStart } = house
  return { config, servers, setupLink, isFirstStart, close: (grace) => close(house, listening, grace) }
}

const close = async (house: House, listening: Listening, grace: number | undefined): Promise<void> => {
  house.stopBeingReady()
  await listening.close(grace)
  await house.close()
}
