/** What stands around a server of any kind: its data directory, TLS, the listeners, and a port for its numbers. Bound first, opened by whoever furnishes it. */
import type { Log } from '../app-needs.ts'
import { atPort, type Config } from '../config/load.ts'
import { listen, type Listening } from '../listen.ts'
import { listenForMetrics } from '../listening/metrics-port.ts'
import type { Tls } from '../listening/tls-files.ts'
import type { Metrics } from '../observe/metrics.ts'
import { prepareDataDirectory } from './data-directory.ts'

export interface OuterDoors {
  /** With the port that was really taken. */
  readonly config: Config
  readonly listening: Listening
  /** undefined: nobody reads. */
  readonly metrics: Metrics | undefined
  readonly metricsPort: number | undefined
  readonly closeMetrics: () => Promise<void>
}

/** Throws ConfigError for everything that an operator can mend; then nothing listens. */
export const openOuterDoors = async (wanted: Config, log: Log): Promise<OuterDoors> => {
  await prepareDataDirectory(wanted.dataDir)
  const { host, port, dataDir: dataDirectory } = wanted
  const tls = await openTlsOf(wanted, log)
  const listening = await listen({ host, port, dataDirectory, tls })
  const config = atPort(wanted, listening.port)
  return { config, listening, ...(await openMetrics(config).catch(closing(listening))) }
}

/** For whatever fails behind the doors. */
export const closing =
  (listening: Listening) =>
  async (error: unknown): Promise<never> => {
    await listening.close(0)
    throw error
  }

/** Loaded only where the server speaks https itself. */
const openTlsOf = async ({ tls: { cert, key } }: Config, log: Log): Promise<Tls | undefined> => {
  if (cert === undefined || key === undefined) return undefined
  return (await import('../listening/tls-files.ts')).openTls({ cert, key }, log)
}

/** Counted only where somebody reads it. */
const openMetrics = async ({ metrics: { port, host, token } }: Config) => {
  const metrics = port === undefined && token === undefined ? undefined : await newMetrics()
  const listening = metrics && port !== undefined ? await listenForMetrics({ host, port }, metrics) : undefined
  return { metrics, metricsPort: listening?.port, closeMetrics: async () => await listening?.close() }
}

/** Loaded only where somebody reads them: it takes as long as opening the database. */
const newMetrics = async () => (await import('../observe/metrics.ts')).createMetrics()
