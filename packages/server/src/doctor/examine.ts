/** The doctor: looks at an installation from inside and from its public URL, whether the server runs or not. Changes nothing. */
import { ConfigError } from '../config/config-error.ts'
import { loadConfig, type Config, type Sources } from '../config/load.ts'
import { checkDataDirectory } from './check-data-directory.ts'
import { checkKeys } from './check-keys.ts'
import { checkNode } from './check-node.ts'
import { checkPort } from './check-port.ts'
import { checkPublicUrl } from './check-public-url.ts'
import { checkServer } from './check-server.ts'
import { checkWayOut } from './check-way-out.ts'
import { fine, problem, type Finding } from './finding.ts'

export interface Installation extends Sources {
  /** `process.version`. */
  readonly nodeVersion: string
}

/** In the order in which they were looked at; a later look that an earlier finding makes pointless is left out. */
export const examine = async (installation: Installation): Promise<readonly Finding[]> => {
  const node = checkNode(installation.nodeVersion)
  const config = configurationOf(installation)
  if ('findings' in config) return [node, ...config.findings]
  return [node, fine('configuration', 'every option makes sense'), ...(await examineRunning(config))]
}

const examineRunning = async (config: Config): Promise<readonly Finding[]> => {
  const directory = await checkDataDirectory(config.dataDir)
  if (directory.state === 'problem') return [directory]
  const { finding, isRunning } = await checkServer(config)
  const [keys, port, publicUrl, wayOut] = await Promise.all([
    isRunning ? undefined : checkKeys(config),
    checkPort(config, isRunning),
    checkPublicUrl(config, isRunning),
    checkWayOut(config),
  ])
  return [directory, finding, keys, port, publicUrl, wayOut].filter((one) => one !== undefined)
}

const configurationOf = (sources: Sources): Config | { readonly findings: readonly Finding[] } => {
  try {
    return loadConfig(sources)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return { findings: findingsOf(error, 'configuration') }
  }
}

const findingsOf = (error: ConfigError, check: Finding['check']): readonly Finding[] =>
  error.problems.map(({ key, source, reason, cure }) => problem(check, `${key} (${source}): ${reason}`, cure))
