/** From a data directory to keys that can sign: finds the master key, unseals the signing keys; makes both on the very first start and never again. */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import { ConfigError } from '../config/config-error.ts'
import { createSealer } from '../runtime/sealer.ts'
import { createMasterKey, findMasterKey, masterKeyFile, masterKeyVariable, type MasterKey } from './master-key.ts'
import { openSigningKeys, type UnsealedKey } from './signing-keys.ts'

interface Needs {
  readonly configuredMasterKey: string | undefined
  readonly dataDirectory: string
  readonly rows: SigningKeys
  readonly clock: Clock
}

/** Throws ConfigError when the master key is bad, missing, or not the one that sealed the signing keys. */
export const openKeys = async (needs: Needs): Promise<readonly UnsealedKey[]> => {
  const { rows, clock } = needs
  return openSigningKeys({ rows, clock, sealer: createSealer('signing-key'), masterKey: await masterKeyFor(needs) })
}

const masterKeyFor = async ({ configuredMasterKey, dataDirectory, rows }: Needs): Promise<MasterKey> => {
  const found = await findMasterKey(configuredMasterKey, dataDirectory)
  if (found !== undefined) return found
  // A fresh one would open none of them, and hide that the right one is lost.
  if ((await rows.list()).length > 0) throw missing(dataDirectory)
  return createMasterKey(dataDirectory)
}

const missing = (dataDirectory: string): ConfigError =>
  new ConfigError([
    {
      key: 'masterKey',
      source: masterKeyFile(dataDirectory),
      reason: 'the database holds signing keys, but the master key that opens them is gone',
      cure: `Put the file back from a backup, or set ${masterKeyVariable} to the key that was used before`,
    },
  ])
