/** Which master keys this process may use: the one that seals, and every one that may still have sealed a row. */
import { masterKeyFrom, masterKeyVariable, previousMasterKeyVariable, type MasterKey } from './master-key.ts'
import {
  createMasterKeyFile,
  masterKeyFile,
  nextMasterKeyFile,
  promoteNextMasterKey,
  readMasterKeyFile,
} from './master-key-file.ts'

export interface MasterKeys {
  /** For the operator: where it comes from. */
  readonly source: string
  /** The one that seals; undefined when there is none yet. Asked anew each time: another process may have changed the file. */
  readonly current: () => Promise<MasterKey | undefined>
  /** May have sealed a row, too: the one before (environment), or the one that a change was about to bring (file). */
  readonly other: () => Promise<MasterKey | undefined>
  /** Where it is ours to make and to change, and not the operator's. */
  readonly file?: {
    readonly create: () => Promise<MasterKey>
    /** The next one, on disk before anything is sealed under it; an unfinished change goes on with the same. */
    readonly prepare: () => Promise<MasterKey>
    /** Every row is sealed under the next one, which is this: it becomes the current one. */
    readonly promote: (next: MasterKey) => Promise<void>
  }
}

interface Where {
  readonly configuredMasterKey: string | undefined
  readonly previousMasterKey?: string | undefined
  readonly dataDirectory: string
}

/** Throws ConfigError for a configured key that cannot be used. */
export const masterKeysFrom = ({ configuredMasterKey, previousMasterKey, dataDirectory }: Where): MasterKeys =>
  configuredMasterKey === undefined
    ? inFiles(dataDirectory)
    : givenMasterKeys(
        masterKeyFrom(configuredMasterKey, masterKeyVariable),
        previousMasterKey === undefined ? undefined : masterKeyFrom(previousMasterKey, previousMasterKeyVariable),
      )

export const givenMasterKeys = (current: MasterKey, previous?: MasterKey): MasterKeys => ({
  source: masterKeyVariable,
  current: async () => current,
  other: async () => previous,
})

const inFiles = (dataDirectory: string): MasterKeys => {
  const [present, next] = [masterKeyFile(dataDirectory), nextMasterKeyFile(dataDirectory)]
  return {
    source: present,
    current: () => readMasterKeyFile(present),
    other: () => readMasterKeyFile(next),
    file: {
      create: () => createMasterKeyFile(present),
      prepare: async () => (await readMasterKeyFile(next)) ?? createMasterKeyFile(next),
      promote: (key) => promoteNextMasterKey(dataDirectory, key),
    },
  }
}
