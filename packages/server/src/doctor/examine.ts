/** The doctor: looks at an installation from inside and from its public URL, whether the server runs or not. Changes nothing. */
import type { AdminClient } from '@gatehouse/admin-api'
import { ConfigError } from '../config/config-error.ts'
import { loadConfig, type Config, type Sources } from '../config/load.ts'
import { fail, type Finding } from './finding.ts'
import { checkCopies } from './inside/check-copies.ts'
import { checkDataDirectory } from './inside/check-data-directory.ts'
import { checkDatabase } from './inside/check-database.ts'
import { checkKeys } from './inside/check-keys.ts'
import { checkMetrics } from './inside/check-metrics.ts'
import { checkNode } from './inside/check-node.ts'
import { checkOptions } from './inside/check-options.ts'
import { checkPort } from './inside/check-port.ts'
import { checkProxy } from './inside/check-proxy.ts'
import { checkRotation } from './inside/check-rotation.ts'
import { checkServer } from './inside/check-server.ts'
import { checkServers } from './inside/check-servers.ts'
import { checkTlsFiles } from './inside/check-tls-files.ts'
import { checkWayOut } from './inside/check-way-out.ts'
import { askFrom, unlessSilent } from './outside/ask.ts'
import { checkPublicUrl } from './outside/check-public-url.ts'
import { lookFromOutside } from './outside/look-from-outside.ts'

export interface Installation extends Sources {
  /** `process.version`. */
  readonly nodeVersion: string
}

/** In the order in which they were looked at; a later look that an earlier finding makes pointless is left out. */
export const examine = async (installation: Installation): Promise<readonly Finding[]> => {
  const node = checkNode(installation.nodeVersion)
  const config = configurationOf(installation)
  if ('findings' in config) return [node, ...config.findings]
  return [node, ...checkOptions(config), ...(await examineConfigured(config))]
}

const examineConfigured = async (config: Config): Promise<readonly Finding[]> => {
  const directory = await checkDataDirectory(config.dataDir)
  if (directory.level === 'fail') return [directory]
  const { findings, isRunning, admin } = await checkServer(config)
  const database = await checkDatabase(config)
  const isWhole = database.every(({ level }) => level !== 'fail')
  const ask = await askFrom(config.publicUrl)
  const [keys, port, publicUrl, wayOut] = await Promise.all([
    isRunning || !isWhole ? undefined : checkKeys(config),
    checkPort(config, isRunning),
    checkPublicUrl(ask, config, isRunning),
    checkWayOut(config),
  ])
  const looked = [directory, ...database, ...findings, keys, checkTlsFiles(config), port, publicUrl, wayOut]
  const known = looked.filter((one) => one !== undefined)
  return admin ? [...known, ...(await examineRunning(config, admin, publicUrl?.level === 'ok'))] : known
}

/** What only a running server can say, and what its clients see of it. */
const examineRunning = async (
  config: Config,
  admin: AdminClient,
  isReachable: boolean,
): Promise<readonly Finding[]> => {
  const { findings, published } = await checkRotation(admin, config, Date.now() / 1000)
  const inside = [...findings, ...(await checkMetrics(config))]
  if (!isReachable) return inside
  const { publicUrl } = config
  const ask = await askFrom(publicUrl)
  const pages = [`${publicUrl.replace(/\/$/, '')}/sign-in`]
  const [outside, ...others] = await Promise.all([
    lookFromOutside(ask, publicUrl, { keys: published, pages }),
    unlessSilent('proxy', () => checkCopies(ask, config)),
    unlessSilent('proxy', () => checkProxy(ask, admin, config)),
    checkServers(admin, publicUrl),
  ])
  return [...inside, ...outside.findings, ...others.flat()]
}

const configurationOf = (sources: Sources): Config | { readonly findings: readonly Finding[] } => {
  try {
    return loadConfig(sources)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { findings: error.problems.map(misconfigured) }
  }
}

const misconfigured = ({ key, source, reason, cure }: ConfigError['problems'][number]): Finding =>
  fail('configuration', { says: `${key} (${source}): ${reason}`, why: 'The server does not start', cure })
