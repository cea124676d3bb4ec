/** The one way from a name that a stranger gives to an open file: never outside the folder, through a link, or to anything but a plain file. */
import { constants, type Stats } from 'node:fs'
import { type FileHandle, lstat, open, realpath } from 'node:fs/promises'
import { join } from 'node:path'

/** What a person may read about a request that cannot be done; anything else that goes wrong stays in the log. */
export class FolderRefused extends Error {
  override readonly name = 'FolderRefused'
}

const longestPath = 1024
const deepest = 16

/** `notes/today.md` as its parts; the folder itself (`''` or `.`) has none. Refuses whatever could mean something else to the file system. */
export const segmentsOf = (path: string): readonly string[] => {
  if (path === '' || path === '.') return []
  if (path.length > longestPath) throw new FolderRefused('the path is too long')
  if (/[\p{Cc}\p{Cs}\\]/u.test(path)) {
    throw new FolderRefused('the path holds a character that file names here may not have')
  }
  if (path.startsWith('/') || /^[A-Za-z]:/.test(path)) {
    throw new FolderRefused('paths are relative to the folder, such as "notes/today.md"')
  }
  const segments = path.replace(/\/$/, '').split('/')
  if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) {
    throw new FolderRefused('the path may not hold "..", "." or an empty name')
  }
  if (segments.length > deepest) throw new FolderRefused(`the path is deeper than ${deepest} folders`)
  return segments
}

/** The real place of a path, proven to be just where its name says: one link on the way and it is refused. */
export const placeOf = async (root: string, segments: readonly string[]): Promise<string> => {
  const named = join(root, ...segments)
  const real = await realpath(named).catch(refuseFault(segments))
  if (real !== named)
    throw new FolderRefused(`"${segments.join('/')}" is reached through a link, and links are not followed`)
  return real
}

/** A plain file, open for reading. The proof is made on the open file, so that nothing can be swapped in between. */
export const openFile = async (
  root: string,
  segments: readonly string[],
): Promise<{ file: FileHandle; stats: Stats }> => {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const file = await open(join(root, ...segments), flags).catch(refuseFault(segments))
  try {
    const stats = await file.stat()
    const found = await lstat(await placeOf(root, segments))
    if (!stats.isFile()) throw new FolderRefused(`"${segments.join('/')}" is a folder or no plain file`)
    if (found.ino !== stats.ino || found.dev !== stats.dev)
      throw new FolderRefused('the file changed while it was opened')
    return { file, stats }
  } catch (error) {
    await file.close()
    throw error
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'runs through something that is no folder',
  EISDIR: 'is a folder',
  EEXIST: 'exists, and was to be left alone if so',
  ELOOP: 'is a link, and links are not followed',
  ENAMETOOLONG: 'has a name that is too long',
  EACCES: 'may not be opened',
  ENXIO: 'is no plain file',
}

/** The file system's word for what a caller got wrong, as one that helps; a fault of ours passes through. */
export const refuseFault =
  (segments: readonly string[]) =>
  (error: unknown): never => {
    const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
    const word = Object.hasOwn(words, code) ? words[code] : undefined
    if (word === undefined) throw error
    throw new FolderRefused(`"${segments.join('/') || '.'}" ${word}`)
  }
