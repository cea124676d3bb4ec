/** The master key: 32 random bytes that seal the signing keys, from the environment or from a 0600 file in the data directory. */
import { randomBytes } from 'node:crypto'
import { link, open, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ConfigError } from '../config/config-error.ts'

declare const proven: unique symbol

/** 32 bytes as base64url. Only this file makes one. */
export type MasterKey = string & { readonly [proven]: 'MasterKey' }

export const masterKeyVariable = 'GATEHOUSE_MASTER_KEY'
export const masterKeyFile = (dataDirectory: string): string => join(dataDirectory, 'master-key')

const howToMake = '`openssl rand -base64 32` prints a good one'

/** The configured key, else the one in the data directory; undefined when there is none yet. Throws ConfigError for a bad one. */
export const findMasterKey = async (
  configured: string | undefined,
  dataDirectory: string,
): Promise<MasterKey | undefined> => {
  if (configured !== undefined) {
    return parseMasterKey(configured, masterKeyVariable, `Set ${masterKeyVariable} to 32 random bytes: ${howToMake}`)
  }
  const path = masterKeyFile(dataDirectory)
  const text = await readIfThere(path)
  if (text === undefined) return undefined
  await refuseLoose(path)
  return parseMasterKey(text, path, 'Put the file back from a backup of the data directory')
}

/** A new key in a file of its own. When another process was faster, that one's. */
export const createMasterKey = async (dataDirectory: string): Promise<MasterKey> => {
  const path = masterKeyFile(dataDirectory)
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(`${randomBytes(32).toString('base64')}\n`)
    await file.sync()
    // A link is made at once or not at all: nobody ever reads half a key.
    await link(draft, path).catch(unlessThere)
  } finally {
    await file.close()
    await unlink(draft)
  }
  const key = await findMasterKey(undefined, dataDirectory)
  if (key === undefined) throw new Error(`${path} vanished while it was made`)
  return key
}

const parseMasterKey = (text: string, source: string, cure: string): MasterKey => {
  const bytes = decode(text.trim())
  const reason = bytes ? weaknessOf(bytes) : 'it is not base64 or hexadecimal'
  if (bytes && reason === undefined) return bytes.toString('base64url') as MasterKey
  throw new ConfigError([{ key: 'masterKey', source, reason: `the master key cannot be used: ${reason}`, cure }])
}

const decode = (text: string): Buffer | undefined => {
  if (/^(?:[0-9a-f]{2})+$/i.test(text) && text.length >= 64) return Buffer.from(text, 'hex')
  return /^[A-Za-z0-9+/_-]+={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined
}

/** Random bytes fail none of these in the life of the universe; what people type and copy does. */
const weaknessOf = (bytes: Buffer): string | undefined => {
  if (bytes.length !== 32) return `it has ${bytes.length} bytes instead of 32`
  if (bytes.every((byte) => byte >= 0x20 && byte < 0x7f)) return 'it is text, not random bytes'
  return new Set(bytes).size < 16 || isSequence(bytes) ? 'it is a pattern, not random bytes' : undefined
}

const isSequence = (bytes: Buffer): boolean => {
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - (bytes[index] ?? 0)))
  return steps.size <= 2
}

const readIfThere = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw new ConfigError(
      [
        {
          key: 'masterKey',
          source: path,
          reason: `the master key cannot be read (${codeOf(error)})`,
          cure: 'Start Gatehouse as the user who owns the data directory',
        },
      ],
      { cause: error },
    )
  }
}

const refuseLoose = async (path: string): Promise<void> => {
  const { mode } = await stat(path)
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  const reason = `other users of this machine can reach the master key (mode ${(mode & 0o777).toString(8)})`
  throw new ConfigError([{ key: 'masterKey', source: path, reason, cure: `Run \`chmod 600 ${path}\`` }])
}

const unlessThere = (error: unknown): void => {
  if (codeOf(error) !== 'EEXIST') throw error
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
