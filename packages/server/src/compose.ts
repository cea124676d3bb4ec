/** The composition root of the server: a configuration in, a whole house out. The only file that chooses a store, a signer and a clock. */
import { join } from 'node:path'
import { createIssuer, StoreUnavailable, type Issuer, type OpenStore, type Policy, type Store } from '@gatehouse/issuer'
import type { FetchDocument } from '@gatehouse/issuer/ports/fetch-document'
import type { Ids } from '@gatehouse/issuer/ports/ids'
import { openSqliteStore, quickCheckSqlite } from '@gatehouse/store-sql'
import type { AppNeeds, Log } from './app-needs.ts'
import { ConfigError } from './config/config-error.ts'
import type { Config } from './config/load.ts'
import { createKeyKeeping } from './keys/key-keeping.ts'
import { openKeys, proveKeys } from './keys/open-keys.ts'
import type { RotationNeeds } from './keys/rotate.ts'
import { knownClients } from './known-clients/known-clients.ts'
import { createSigner, publishedBy } from './keys/signer.ts'
import { systemClock } from './runtime/clock.ts'
import { nodeDigest } from './runtime/digest.ts'
import { createIds } from './runtime/ids.ts'
import { createPasswordHasher } from './runtime/password-hasher.ts'
import { createSealer } from './runtime/sealer.ts'
import { brandFrom } from './start/brand.ts'
import { documentFetchFrom } from './start/document-fetch.ts'
import type { Metrics } from './observe/metrics.ts'
import { furnish, type Furnished } from './start/furnish.ts'
import type { OpenAnnex } from './start/annex.ts'
import type { MountDefinition } from './start/mounts.ts'
import { startRotating } from './start/rotating.ts'
import { pause, sealingNeeds, signingNeeds } from './start/signing.ts'
import { startSweeping } from './start/sweeping.ts'

export interface House extends Furnished {
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
  readonly annex?: OpenAnnex | undefined
  readonly metrics?: Metrics | undefined
}

/** The data directory is prepared. Throws ConfigError for everything that an operator can mend. */
export const compose = async (config: Config, { log, mounts = [], annex, metrics }: Guests): Promise<House> => {
  const brand = await brandFrom(config)
  const fetchDocument = await documentFetchFrom(config, log)
  const opened = await openStore(config)
  try {
    const store = opened.forTenant('main')
    const isFirstStart = (await store.signingKeys.list()).length === 0
    const ids = createIds()
    const keys = await openKeys({ ...signingNeeds(config, store.signingKeys, log), ids })
    const { issuer, ...parts } = stand(config, store, { keys, ids, fetchDocument })
    const leave = new AbortController()
    const ping = async (): Promise<void> => {
      if (leave.signal.aborted) throw new StoreUnavailable('the server is shutting down')
      await opened.ping()
    }
    const standing = { ...parts, issuer, brand, log, ping, leaving: leave.signal, metrics }
    const furnished = await furnish(config, standing, { mounts, annex, masterKeys: keys.masterKeys })
    const stopSweeping = startSweeping({ store, clock: systemClock, log, keepJournalFor: config.audit.keepFor })
    const stopRotating = startRotating({ ...keys, ids })
    return {
      ...furnished,
      isFirstStart,
      servers: () => issuer.resources.list(),
      setupLink: () => setupLink(issuer, config),
      stopBeingReady: () => leave.abort(),
      close: () => Promise.all([stopSweeping(), stopRotating(), furnished.annex?.close()]).then(() => opened.close()),
    }
  } catch (error) {
    await opened.close()
    throw error
  }
}

/** For the doctor: opens what a start would open, and closes it again. Throws what the start would throw. */
export const tryOpening = async (config: Config): Promise<void> => {
  const opened = await openStore(config)
  try {
    const { signingKeys } = opened.forTenant('main')
    await proveKeys(sealingNeeds(config), await signingKeys.list())
  } finally {
    await opened.close()
  }
}

/** For the doctor: what is wrong with the file, in SQLite's words; undefined when it is whole. */
export const quickCheck = (path: string): string | undefined => quickCheckSqlite(path)

export const databaseFile = (dataDirectory: string): string => join(dataDirectory, 'gatehouse.db')

const openStore = async ({ dataDir, database: { synchronous } }: Config): Promise<OpenStore> => {
  const path = databaseFile(dataDir)
  try {
    return await openSqliteStore({ path, synchronous })
  } catch (cause) {
    const isTheSystems = cause instanceof StoreUnavailable || (cause instanceof Error && 'code' in cause)
    if (!isTheSystems) throw cause
    const reason = `the database cannot be opened: ${cause.message}`
    const cure = 'Put it back from a backup, or look at the disk and at whom the file belongs to'
    throw new ConfigError([{ key: 'dataDir', source: path, reason, cure }], { cause })
  }
}

type Parts = Pick<
  AppNeeds,
  'issuer' | 'clock' | 'ids' | 'digest' | 'rateLimits' | 'publicJwks' | 'signingAlgorithms' | 'keyKeeping'
>

interface Grounds {
  readonly keys: RotationNeeds
  readonly ids: Ids
  readonly fetchDocument: FetchDocument
}

/** The issuer on its ports. */
const stand = (config: Config, store: Store, { keys, ids, fetchDocument }: Grounds): Parts => {
  const shared = { clock: systemClock, ids, digest: nodeDigest }
  const signer = createSigner(keys.ring)
  const ports = {
    ...shared,
    store,
    sealer: createSealer('stored-answer'),
    signer,
    fetchDocument,
    passwordHasher: createPasswordHasher(),
  }
  return {
    ...shared,
    issuer: createIssuer(ports, policyFrom(config)),
    rateLimits: store.rateLimits,
    publicJwks: publishedBy(keys.ring),
    signingAlgorithms: signer.algorithms,
    keyKeeping: createKeyKeeping({ ...keys, pause }),
  }
}

const policyFrom = (config: Config): Policy => {
  const { publicUrl: issuer, privateUseSchemes, registration, maxUnusedRegistrations, lifetimes } = config
  const clientDocuments = { ...config.clientDocuments, known: knownClients(config.clientDocuments) }
  return { issuer, privateUseSchemes, registration, maxUnusedRegistrations, clientDocuments, lifetimes }
}

const setupLink = async ({ people }: Issuer, { publicUrl }: Config): Promise<string | undefined> => {
  if (await people.isClaimed()) return undefined
  const { secret } = await people.createSetupLink()
  return `${publicUrl.replace(/\/$/, '')}/setup?link=${secret}`
}
