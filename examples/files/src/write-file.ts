/** A text to a file, whole or not at all: written aside, then put in its place in one step. */
import { randomUUID } from 'node:crypto'
import { link, lstat, mkdir, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderRefused, placeOf, refuseFault } from './folder-path.ts'

export interface Draft {
  readonly text: string
  readonly overwrite: boolean
}

export const largestFile = 1_048_576

const draftPrefix = '.unfinished-'

/** Whether a name is that of a file still being written, which nobody is shown. */
export const isDraft = (name: string): boolean => name.startsWith(draftPrefix)

export const writeFile = async (
  root: string,
  segments: readonly string[],
  { text, overwrite }: Draft,
): Promise<'created' | 'replaced'> => {
  const name = segments.at(-1)
  if (name === undefined || isDraft(name)) throw new FolderRefused('the path must name a file')
  checkText(text)
  const parent = await makeFolders(root, segments.slice(0, -1))
  const target = join(parent, name)
  const before = await lstat(target).catch(absent).catch(refuseFault(segments))
  if (before && !before.isFile()) throw new FolderRefused(`"${segments.join('/')}" is a folder or no plain file`)
  const aside = join(parent, `${draftPrefix}${randomUUID()}`)
  try {
    await save(aside, text)
    // A link is made only where nothing is, however many callers try at once; a rename replaces.
    await (overwrite ? rename(aside, target) : link(aside, target))
    return before ? 'replaced' : 'created'
  } catch (error) {
    return refuseFault(segments)(error)
  } finally {
    await rm(aside, { force: true })
  }
}

const checkText = (text: string): void => {
  if (/[\0\p{Cs}]/u.test(text)) throw new FolderRefused('only text can be written')
  if (Buffer.byteLength(text) > largestFile) throw new FolderRefused(`at most ${largestFile} bytes can be written`)
}

const save = async (place: string, text: string): Promise<void> => {
  const file = await open(place, 'wx', 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}

/** One after the other, each proven before the next is made in it. */
const makeFolders = async (root: string, segments: readonly string[]): Promise<string> => {
  for (let depth = 1; depth <= segments.length; depth += 1) {
    const upTo = segments.slice(0, depth)
    await mkdir(join(root, ...upTo))
      .catch(exists)
      .catch(refuseFault(upTo))
    await placeOf(root, upTo)
  }
  return await placeOf(root, segments)
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)

const absent = (error: unknown): undefined => {
  if (codeOf(error) !== 'ENOENT') throw error
}

const exists = (error: unknown): void => {
  if (codeOf(error) !== 'EEXIST') throw error
}
