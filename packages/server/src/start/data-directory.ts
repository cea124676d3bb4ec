/** The data directory before anything is written to it: there, ours, and nobody else can write into it. */
import { constants } from 'node:fs'
import { access, mkdir, stat } from 'node:fs/promises'
import { ConfigError } from '../config/config-error.ts'

/** Makes it when it is missing, mode 0700. Throws ConfigError. */
export const prepareDataDirectory = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw unusable(path, error)
  }
  if (await isWritableByOthers(path)) {
    throw problem(path, 'other users of this machine can write into it', `Run \`chmod 700 ${path}\``)
  }
}

const isWritableByOthers = async (path: string): Promise<boolean> => {
  const { mode } = await stat(path)
  return process.platform !== 'win32' && (mode & 0o022) !== 0
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use it',
  EPERM: 'this user may not use it',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EEXIST: 'it is a file',
  ENOTDIR: 'a part of the path is a file',
}

const unusable = (path: string, error: unknown): ConfigError => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  const cure = 'Give the folder to the user who runs Gatehouse, or name another with --data-dir or GATEHOUSE_DATA_DIR'
  return problem(path, reasons[code] ?? `it cannot be used (${code})`, cure)
}

const problem = (source: string, reason: string, cure: string): ConfigError =>
  new ConfigError([{ key: 'dataDir', source, reason: `the data directory cannot be used: ${reason}`, cure }])
