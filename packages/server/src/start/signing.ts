/** From the configuration to what the keys need: which ones, for how long, sealed under what. */
import { setTimeout } from 'node:timers/promises'
import type { SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import type { Seconds } from '@gatehouse/protocol/time'
import type { Log } from '../app-needs.ts'
import type { Config } from '../config/load.ts'
import type { RingNeeds } from '../keys/key-ring.ts'
import { masterKeysFrom } from '../keys/master-keys.ts'
import { systemClock } from '../runtime/clock.ts'
import { createSealer } from '../runtime/sealer.ts'

/** Throws ConfigError for a configured master key that cannot be used. */
export const signingNeeds = (config: Config, rows: SigningKeys, log: Log): RingNeeds => ({
  ...sealingNeeds(config),
  rows,
  log,
  clock: systemClock,
  policy: config.signing,
})

/** Throws ConfigError, too. */
export const sealingNeeds = (config: Config): Pick<RingNeeds, 'sealer' | 'masterKeys'> => {
  const { masterKey: configuredMasterKey, previousMasterKey, dataDir: dataDirectory } = config
  return {
    sealer: createSealer('signing-key'),
    masterKeys: masterKeysFrom({ configuredMasterKey, previousMasterKey, dataDirectory }),
  }
}

export const pause = (span: Seconds): Promise<void> => setTimeout(span * 1000)
