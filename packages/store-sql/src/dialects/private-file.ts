/** A database file that only its owner can read: it holds hashes, sealed keys and who did what. V11 */
import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'

/** SQLite gives its -wal and -shm files the mode of the database file. */
const COMPANIONS = ['', '-wal', '-shm']

export const makePrivate = (path: string): void => {
  // Only what we make ourselves: an existing directory may be anybody's.
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  createEmpty(path)
  for (const file of COMPANIONS.map((suffix) => path + suffix)) if (existsSync(file)) chmodSync(file, 0o600)
}

/** Never opens an existing file: closing it again would drop the locks that SQLite holds on it in this process. */
const createEmpty = (path: string): void => {
  try {
    closeSync(openSync(path, 'wx', 0o600))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
