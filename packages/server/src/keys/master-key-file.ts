/** The master key as a file of the data directory, and the one that will follow it: each is there whole or not at all. */
import { randomBytes } from 'node:crypto'
import { link, open, rename, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ConfigError } from '../config/config-error.ts'
import { parseMasterKey, type MasterKey } from './master-key.ts'

export const masterKeyFile = (dataDirectory: string): string => join(dataDirectory, 'master-key')

/** Made by a change of the master key, and gone when that is over. */
export const nextMasterKeyFile = (dataDirectory: string): string => join(dataDirectory, 'master-key.next')

/** undefined when there is none. Throws ConfigError for one that cannot be read or used, or that others can reach. */
export const readMasterKeyFile = async (path: string): Promise<MasterKey | undefined> => {
  const file = await openIfThere(path)
  if (file === undefined) return undefined
  try {
    refuseLoose(path, (await file.stat()).mode)
    return parseMasterKey(await file.readFile('utf8'), path, 'Put the file back from a backup of the data directory')
  } finally {
    await file.close()
  }
}

/** A new key in a file of its own. When another process was faster, that one's. */
export const createMasterKeyFile = async (path: string): Promise<MasterKey> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`)
    await file.sync()
    // A link is made at once or not at all: nobody ever reads half a key.
    await link(draft, path).catch(unless('EEXIST'))
  } finally {
    await file.close()
    await unlink(draft)
  }
  await syncDirectory(dirname(path))
  // It was that of a change which another process has just ended: then this is another change.
  return (await readMasterKeyFile(path)) ?? createMasterKeyFile(path)
}

/** The next one takes the place of the present one. Nothing happens when another process has done it, or is about to bring another one. */
export const promoteNextMasterKey = async (dataDirectory: string, key: MasterKey): Promise<void> => {
  if ((await readMasterKeyFile(nextMasterKeyFile(dataDirectory))) !== key) return
  await rename(nextMasterKeyFile(dataDirectory), masterKeyFile(dataDirectory)).catch(unless('ENOENT'))
  await syncDirectory(dataDirectory)
}

/** Names survive a power cut only once their folder was written. */
const syncDirectory = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  await directory.sync().finally(() => directory.close())
}

const openIfThere = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    const reason = `the master key cannot be read (${codeOf(error)})`
    const cure = 'Start Gatehouse as the user who owns the data directory'
    throw new ConfigError([{ key: 'masterKey', source: path, reason, cure }], { cause: error })
  }
}

const refuseLoose = (path: string, mode: number): void => {
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  const reason = `other users of this machine can reach the master key (mode ${(mode & 0o777).toString(8)})`
  throw new ConfigError([{ key: 'masterKey', source: path, reason, cure: `Run \`chmod 600 ${path}\`` }])
}

const unless =
  (expected: string) =>
  (error: unknown): void => {
    if (codeOf(error) !== expected) throw error
  }

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
