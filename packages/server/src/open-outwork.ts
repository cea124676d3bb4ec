/**
 * A server without a house: the same doors, limits, TLS and probes around an annex whose authorization server is elsewhere. No database; the
 * data directory keeps a master key, from which the secrets of the annex are derived.
 */
import type { AppFetch, Log } from './app-needs.ts'
import type { Config } from './config/load.ts'
import { masterKeysFrom } from './keys/master-keys.ts'
import type { Metrics } from './observe/metrics.ts'
import { createIds } from './runtime/ids.ts'
import { annexDoor, deriveSecret, type Annex, type AnnexContext } from './start/annex.ts'
import { closing, openOuterDoors } from './start/outer-doors.ts'

export interface OutworkContext extends Pick<
  AnnexContext,
  'allowedHosts' | 'dataDirectory' | 'deriveSecret' | 'leaving' | 'log'
> {
  readonly meter: Metrics | undefined
  /** With the port that was really taken. */
  readonly config: Config
}

export interface Furnishing {
  readonly annex: Annex
  /** Answers whatever is not of the annex. */
  readonly app: AppFetch
}

export interface Outwork {
  readonly config: Config
  /** As of a house. */
  readonly close: (grace?: number) => Promise<void>
}

/** Throws ConfigError for everything that an operator can mend; then nothing listens. */
export const openOutwork = async (
  wanted: Config,
  { log, furnish }: { readonly log: Log; readonly furnish: (context: OutworkContext) => Promise<Furnishing> },
): Promise<Outwork> => {
  const { config, listening, metrics, closeMetrics } = await openOuterDoors(wanted, log)
  const leave = new AbortController()
  const stand = async (): Promise<Furnishing> => {
    const key = await masterKeyOf(config)
    return await furnish({
      config,
      log,
      allowedHosts: config.allowedHosts,
      dataDirectory: config.dataDir,
      leaving: leave.signal,
      meter: metrics,
      deriveSecret: async (purpose) => deriveSecret(key, purpose),
    })
  }
  const { annex, app } = await stand().catch(async (error: unknown) => {
    await closeMetrics()
    return closing(listening)(error)
  })
  const door = annexDoor(annex, { ids: createIds(), trustedProxies: config.trustedProxies, metrics, log })
  listening.open({ app, admin: noHouse, door })
  return {
    config,
    async close(grace) {
      leave.abort()
      await listening.close(grace)
      await annex.close()
      await closeMetrics()
    },
  }
}

/** Throws ConfigError. */
const masterKeyOf = async ({ masterKey, dataDir: dataDirectory }: Config) => {
  const { current, file } = masterKeysFrom({ configuredMasterKey: masterKey, dataDirectory })
  const key = (await current()) ?? (await file?.create())
  if (key === undefined) throw new Error('a configured master key is always there')
  return key
}

const noHouse: AppFetch = async () =>
  Response.json(
    { error: 'not_found', error_description: 'this process only protects servers: ask its authorization server' },
    { status: 404 },
  )
