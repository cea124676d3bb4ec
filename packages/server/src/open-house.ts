/** A whole server in one call: bound first, then composed, then opened; and the orderly way to close it again. */
import type { Log } from './app-needs.ts'
import { compose, type House } from './compose.ts'
import { atPort, type Config } from './config/load.ts'
import { listen, type Listening } from './listen.ts'
import { listenForMetrics } from './listening/metrics-port.ts'
import type { Tls } from './listening/tls-files.ts'
import { prepareDataDirectory } from './start/data-directory.ts'
import type { OpenAnnex } from './start/annex.ts'
import type { MountDefinition } from './start/mounts.ts'

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
  await prepareDataDirectory(wanted.dataDir)
  const { host, port, dataDir: dataDirectory } = wanted
  const tls = await openTlsOf(wanted, guests.log)
  const listening = await listen({ host, port, dataDirectory, tls })
  const config = atPort(wanted, listening.port)
  const { metrics, metricsPort, closeMetrics } = await openMetrics(config).catch(closing(listening))
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

/** Loaded only where the server speaks https itself. */
const openTlsOf = async ({ tls: { cert, key } }: Config, log: Log): Promise<Tls | undefined> => {
  if (cert === undefined || key === undefined) return undefined
  return (await import('./listening/tls-files.ts')).openTls({ cert, key }, log)
}

/** Counted only where somebody reads it. */
const openMetrics = async ({ metrics: { port, host, token } }: Config) => {
  const metrics = port === undefined && token === undefined ? undefined : await newMetrics()
  const listening = metrics && port !== undefined ? await listenForMetrics({ host, port }, metrics) : undefined
  return { metrics, metricsPort: listening?.port, closeMetrics: async () => await listening?.close() }
}

/** Loaded only where somebody reads them: it takes as long as opening the database. */
const newMetrics = async () => (await import('./observe/metrics.ts')).createMetrics()

const closing =
  (listening: Listening) =>
  async (error: unknown): Promise<never> => {
    await listening.close(0)
    throw error
  }

const close = async (house: House, listening: Listening, grace: number | undefined): Promise<void> => {
  house.stopBeingReady()
  await listening.close(grace)
  await house.close()
}
