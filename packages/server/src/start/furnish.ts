/** An issuer becomes a house: what is declared becomes rows, what is mounted gets its door, and every document is read once before anybody else can. */
import { createAdminApp } from '../admin-app.ts'
import type { AppFetch, AppNeeds } from '../app-needs.ts'
import { createApp } from '../app.ts'
import type { Config } from '../config/load.ts'
import { createProbes } from '../http/probes.ts'
import { bringClients, bringFirstAccount, bringServers } from './declared.ts'
import type { MasterKeys } from '../keys/master-keys.ts'
import { annexContext, annexDoor, type Annex, type NodeDoor, type OpenAnnex } from './annex.ts'
import { registerMounts, withinThisProcess, type MountContext, type MountDefinition } from './mounts.ts'
import { checkDocuments } from './self-check.ts'

/** Everything that the apps need but what `furnish` itself makes. */
export type Standing = Omit<AppNeeds, 'probes' | 'trustedProxies' | 'isSecure' | 'mounts' | 'metricsToken'>

export interface Furnished {
  readonly app: AppFetch
  readonly admin: AppFetch
  /** Where there is an annex. */
  readonly door?: NodeDoor
  readonly annex?: Annex
}

/** What a composition root brings into the process. */
export interface Brought {
  readonly mounts: readonly MountDefinition[]
  readonly annex: OpenAnnex | undefined
  readonly masterKeys: MasterKeys
}

/** Throws ConfigError. */
export const furnish = async (
  config: Config,
  standing: Standing,
  { mounts: definitions, annex: openAnnex, masterKeys }: Brought,
): Promise<Furnished> => {
  const { issuer, ids, log } = standing
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
    log,
  }
  const mounts = definitions.map(({ resource: { path }, mount }, index) => ({
    path,
    fetch: mount({ ...context, resource: resources[index] ?? '' }),
  }))
  const isSecure = publicUrl.startsWith('https:')
  const probes = createProbes(standing)
  const app = createApp({ ...standing, probes, trustedProxies, isSecure, mounts, metricsToken: config.metrics.token })
  await checkDocuments(ask, { issuer: publicUrl, resources })
  const admin = createAdminApp({ issuer, ids, log, keyKeeping: standing.keyKeeping, probes })
  if (!openAnnex) return { app, admin }
  const annex = await openAnnex(annexContext({ ...standing, config, visit, masterKeys, context }))
  return { app, admin, annex, door: annexDoor(annex, { ...standing, trustedProxies }) }
}
