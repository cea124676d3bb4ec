/** The composition root of the server: a configuration in, a whole house out. The only file that chooses a store, a signer and a clock. */
import { join } from 'node:path'
import { createIssuer, StoreUnavailable, type Issuer, type Policy, type Store } from '@gatehouse/issuer'
import { openSqliteStore } from '@gatehouse/store-sql'
import { createAdminApp } from './admin-app.ts'
import type { AppFetch, AppNeeds, Log } from './app-needs.ts'
import { createApp } from './app.ts'
import type { Config } from './config/load.ts'
import { setupPath } from './corridor/setup-form.ts'
import { openKeys } from './keys/open-keys.ts'
import { createSigner } from './keys/signer.ts'
import type { UnsealedKey } from './keys/signing-keys.ts'
import { systemClock } from './runtime/clock.ts'
import { nodeDigest } from './runtime/digest.ts'
import { createIds } from './runtime/ids.ts'
import { createPasswordHasher } from './runtime/password-hasher.ts'
import { createSealer } from './runtime/sealer.ts'
import { brandFrom } from './start/brand.ts'
import { bringClients, bringFirstAccount, bringServers } from './start/declared.ts'
import { registerMounts, withinThisProcess, type MountContext, type MountDefinition } from './start/mounts.ts'
import { checkDocuments } from './start/self-check.ts'
import { startSweeping } from './start/sweeping.ts'

export interface House {
  readonly app: AppFetch
  readonly admin: AppFetch
  /** Everything that tokens can be for, also what was added since. */
  readonly servers: () => ReturnType<Issuer['resources']['list']>
  /** Nobody has ever started this installation before. */
  readonly isFirstStart: boolean
  /** The link for the first account; undefined once there is one. */
  readonly setupLink: () => Promise<string | undefined>
  /** From now on `/ready` says no. */
  readonly stopBeingReady: () => void
  readonly close: () => Promise<void>
}

interface Guests {
  readonly log: Log
  readonly mounts?: readonly MountDefinition[]
}

export const databaseFile = (dataDirectory: string): string => join(dataDirectory, 'gatehouse.db')

/** The data directory is prepared. Throws ConfigError for everything that an operator can mend. */
export const compose = async (config: Config, { log, mounts = [] }: Guests): Promise<House> => {
  const brand = await brandFrom(config)
  const { synchronous } = config.database
  const opened = await openSqliteStore({ path: databaseFile(config.dataDir), synchronous })
  try {
    const store = opened.forTenant('main')
    const isFirstStart = (await store.signingKeys.list()).length === 0
    const keys = await openStoredKeys(config, store)
    const standing = stand(config, store, keys)
    let isLeaving = false
    const house = await furnish(config, standing, {
      brand,
      log,
      mounts,
      ping: async () => {
        if (isLeaving) throw new StoreUnavailable('the server is shutting down')
        await opened.ping()
      },
    })
    const stopSweeping = startSweeping({ store, clock: systemClock, log })
    return {
      ...house,
      isFirstStart,
      servers: () => standing.issuer.resources.list(),
      setupLink: () => setupLink(standing.issuer, config),
      stopBeingReady: () => void (isLeaving = true),
      async close() {
        await stopSweeping()
        await opened.close()
      },
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** For the doctor: opens what a start would open, and closes it again. Throws what the start would throw. */
export const tryOpening = async (config: Config): Promise<void> => {
  const opened = await openSqliteStore({ path: databaseFile(config.dataDir), synchronous: config.database.synchronous })
  try {
    await openStoredKeys(config, opened.forTenant('main'))
  } finally {
    await opened.close()
  }
}

const openStoredKeys = (config: Config, { signingKeys }: Store): Promise<readonly UnsealedKey[]> =>
  openKeys({
    configuredMasterKey: config.masterKey,
    dataDirectory: config.dataDir,
    rows: signingKeys,
    clock: systemClock,
  })

type Standing = Pick<AppNeeds, 'issuer' | 'clock' | 'ids' | 'digest' | 'rateLimits' | 'publicJwks'>

/** The issuer on its ports. */
const stand = (config: Config, store: Store, keys: readonly UnsealedKey[]): Standing => {
  const ids = createIds()
  const issuer = createIssuer(
    {
      store,
      clock: systemClock,
      ids,
      digest: nodeDigest,
      sealer: createSealer('stored-answer'),
      signer: createSigner(keys),
      passwordHasher: createPasswordHasher(),
    },
    policyFrom(config),
  )
  const publicJwks = keys.map(({ publicJwk }) => publicJwk)
  return {
    issuer,
    clock: systemClock,
    ids,
    digest: nodeDigest,
    rateLimits: store.rateLimits,
    publicJwks: () => publicJwks,
  }
}

const policyFrom = ({ publicUrl, privateUseSchemes, registration, lifetimes }: Config): Policy => ({
  issuer: publicUrl,
  privateUseSchemes,
  registration,
  maxUnusedRegistrations: 5000,
  lifetimes,
})

/** What is declared becomes rows, what is mounted gets its door, and every document is read once before anybody else can. */
const furnish = async (
  config: Config,
  standing: Standing,
  { mounts: definitions, ...guests }: Required<Guests> & Pick<AppNeeds, 'brand' | 'ping'>,
): Promise<Pick<House, 'app' | 'admin'>> => {
  const { issuer, ids } = standing
  const visit = { traceId: ids.next('trc'), source: 'start' }
  await bringServers(issuer, config, visit)
  const resources = await registerMounts(issuer, config, { mounts: definitions, visit })
  await bringClients(issuer, config, visit)
  await bringFirstAccount(issuer, config, visit)
  const { publicUrl, dataDir: dataDirectory, trustedProxies } = config
  const ask = withinThisProcess(publicUrl, () => app)
  const context: Omit<MountContext, 'resource'> = {
    issuer: publicUrl,
    fetch: ask,
    hasEnded: (token) => issuer.token.hasEnded(token),
    dataDirectory,
    log: guests.log,
  }
  const mounts = definitions.map(({ resource: { path }, mount }, index) => ({
    path,
    fetch: mount({ ...context, resource: resources[index] ?? '' }),
  }))
  const isSecure = publicUrl.startsWith('https:')
  const app = createApp({ ...standing, ...guests, trustedProxies, isSecure, mounts })
  await checkDocuments(ask, { issuer: publicUrl, resources })
  return { app, admin: createAdminApp({ issuer, ids, log: guests.log }) }
}

const setupLink = async ({ people }: Issuer, { publicUrl }: Config): Promise<string | undefined> => {
  if (await people.isClaimed()) return undefined
  const { secret } = await people.createSetupLink()
  return `${publicUrl.replace(/\/$/, '')}${setupPath(secret)}`
}
