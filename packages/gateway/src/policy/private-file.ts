/** A small file that only its owner may touch: read whole or not at all, replaced in one step. Every error says which file, what is wrong and what to do. */
import { randomBytes } from 'node:crypto'
import { type BigIntStats, closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, statSync } from 'node:fs'
import { open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Another one after every change, whoever made it; `undefined`: there is no such file. */
export type Stamp = string | undefined

export interface PrivateText {
  readonly text: string
  readonly stamp: Stamp
}

export const stampOf = (path: string): Stamp => {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found && stampFrom(found)
  } catch {
    // Whoever reads it next hears why.
    return 'out of reach'
  }
}

/** A file keeps it when it is renamed. */
const stampFrom = ({ ino, mtimeNs, size }: Pick<BigIntStats, 'ino' | 'mtimeNs' | 'size'>): string =>
  `${ino}:${mtimeNs}:${size}`

/** `undefined`: there is none. Throws Error for one that cannot be read, is a link, belongs to somebody else, or that others can reach. */
export const readPrivate = (path: string): PrivateText | undefined => {
  const descriptor = openIfThere(path)
  if (descriptor === undefined) return undefined
  try {
    refuseForeign(path, fstatSync(descriptor), 'chmod 600')
    const stamp = stampFrom(fstatSync(descriptor, { bigint: true }))
    return { text: readFileSync(descriptor, 'utf8'), stamp }
  } finally {
    closeSync(descriptor)
  }
}

const openIfThere = (path: string): number | undefined => {
  try {
    return openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0))
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ENOENT') return undefined
    const reason = code === 'ELOOP' ? 'it is a link to another file' : `it cannot be read (${code})`
    throw new Error(`${path}: ${reason}. Start Gatehouse as the user who owns it, or put it back from a backup.`, {
      cause: error,
    })
  }
}

/** Its folder, of its owner alone. Throws Error. */
export const preparePrivateFolder = (path: string): void => {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  refuseForeign(folder, statSync(folder), 'chmod 700')
}

const refuseForeign = (
  path: string,
  { uid, mode }: { readonly uid: number; readonly mode: number },
  cure: string,
): void => {
  if (process.getuid && uid !== process.getuid()) {
    throw new Error(`${path}: it belongs to another user. Whoever starts Gatehouse must own it.`)
  }
  if (process.platform === 'win32' || (mode & 0o077) === 0) return
  throw new Error(`${path}: other users of this machine can reach it. Run \`${cure} ${path}\`.`)
}

/** Whole and on the disk, or not at all. The stamp is of what was written, whoever wrote after us. */
export const replacePrivate = async (path: string, text: string): Promise<Stamp> => {
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  try {
    const stamp = await writeDraft(draft, text)
    await rename(draft, path)
    await syncFolder(dirname(path))
    return stamp
  } catch (error) {
    await unlink(draft).catch(() => undefined)
    throw new Error(`${path}: it cannot be written (${codeOf(error)}).`, { cause: error })
  }
}

const writeDraft = async (draft: string, text: string): Promise<Stamp> => {
  const file = await open(draft, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
    return stampFrom(await file.stat({ bigint: true }))
  } finally {
    await file.close()
  }
}

/** Names survive a power cut only once their folder was written. */
const syncFolder = async (path: string): Promise<void> => {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  await folder.sync().finally(() => folder.close())
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : String(error)
