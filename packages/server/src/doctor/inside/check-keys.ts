/** Would a start open the database and its signing keys with this master key? Asked only while no server runs on them. */
import { stat } from 'node:fs/promises'
import { databaseFile, tryOpening } from '../../compose.ts'
import { ConfigError } from '../../config/config-error.ts'
import type { Config } from '../../config/load.ts'
import { fail, fine, type Finding } from '../finding.ts'

export const checkKeys = async (config: Config): Promise<Finding> => {
  const file = databaseFile(config.dataDir)
  const found = await stat(file).catch(() => undefined)
  if (!found) return fine('keys', 'none yet: the first start makes them')
  // Opening it as somebody else would leave files beside it that the server cannot use.
  if (process.getuid !== undefined && found.uid !== process.getuid()) {
    return fine('keys', 'not looked at: the database belongs to another user')
  }
  try {
    await tryOpening(config)
    return fine('keys', 'the master key opens the signing keys')
  } catch (error) {
    const [first] = error instanceof ConfigError ? error.problems : []
    if (!first) throw error
    return fail('keys', {
      says: `${first.reason} (${first.source})`,
      why: 'The server does not start',
      cure: first.cure,
    })
  }
}
