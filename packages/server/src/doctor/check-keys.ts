/** Would a start open the database and its signing keys with this master key? Asked only while no server runs on them. */
import { access } from 'node:fs/promises'
import { databaseFile, tryOpening } from '../compose.ts'
import { ConfigError } from '../config/config-error.ts'
import type { Config } from '../config/load.ts'
import { fine, problem, type Finding } from './finding.ts'

export const checkKeys = async (config: Config): Promise<Finding> => {
  const file = databaseFile(config.dataDir)
  const isThere = await access(file).then(
    () => true,
    () => false,
  )
  if (!isThere) return fine('keys', 'none yet: the first start makes them')
  try {
    await tryOpening(config)
    return fine('keys', 'the master key opens the signing keys')
  } catch (error) {
    return trouble(file, error)
  }
}

const trouble = (file: string, error: unknown): Finding => {
  const first = error instanceof ConfigError ? error.problems[0] : undefined
  if (first) return problem('keys', `${first.reason} (${first.source})`, first.cure)
  const reason = error instanceof Error ? error.message : String(error)
  return problem(
    'keys',
    `the database ${file} cannot be opened: ${reason}`,
    'Put it back from a backup, or look at the disk',
  )
}
