/** A whole server in one call: bound first, then composed, then opened; and the orderly way to close it again. */
import type { Log } from './app-needs.ts'
import { compose, type House } from './compose.ts'
import type { Config } from './config/load.ts'
import type { Listening } from './listen.ts'
import type { OpenAnnex } from './start/annex.ts'
import type { MountDefinition } from './start/mounts.ts'
import { closing, openOuterDoors } from './start/outer-doors.ts'

export interface OpenHouse extends Pick<House, 'servers' | 'setupLink' | 'isFirstStart'> {
  /** With the port that was really taken. */
  readonly config: Config
  /** Where Prometheus finds its numbers, if it has a port of its own. */
  readonly metricsPort: number | undefined
  /** Not ready, no new connections, answers in the making finished (`grace` milliseconds at most), store closed. */
  readonly close: (grace?: number) => Promise<void>
}

interface Guests {
  readonly log: Log
  readonly mounts?: readonly MountDefinition[]
  readonly annex?: OpenAnnex
}

/** Throws ConfigError for everything that an operator can mend; then nothing listens. */
export const openHouse = async (wanted: Config, guests: Guests): Promise<OpenHouse> => {
  const { config, listening, metrics, metricsPort, closeMetrics } = await openOuterDoors(wanted, guests.log)
  const house = await compose(config, { ...guests, metrics }).catch(async (error: unknown) => {
    await closeMetrics()
    return closing(listening)(error)
  })
  listening.open(house)
  const { servers, setupLink, isFirstStart } = house
  const leave = async (grace?: number): Promise<void> => {
    await close(house, listening, grace)
    await closeMetrics()
  }
  return { config, metricsPort, servers, setupLink, isFirstStart, close: leave }
}

const close = async (house: House, listening: Listening, grace: number | undefined): Promise<void> => {
  house.stopBeingReady()
  await listening.close(grace)
  await house.close()
}
