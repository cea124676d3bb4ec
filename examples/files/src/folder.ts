/** A folder of text files that strangers may use through four verbs: list, read, search, write. Knows nothing of MCP. */
import { realpathSync } from 'node:fs'
import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FolderRefused, openFile, placeOf, refuseFault, segmentsOf } from './folder-path.ts'
import { type Match, matchesIn } from './search.ts'
import { isDraft, largestFile, writeFile } from './write-file.ts'

export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'other'
  /** In bytes; of files only. */
  readonly size?: number
}

export interface Listing {
  readonly entries: readonly Entry[]
  readonly isComplete: boolean
}

export interface Found {
  readonly matches: readonly Match[]
  readonly isComplete: boolean
}

/** Every verb throws FolderRefused, with words for the caller, when it cannot be done. */
export interface Folder {
  list(path: string): Promise<Listing>
  read(path: string): Promise<string>
  /** Files under `path` whose name or text holds the words, whatever their case. */
  search(words: string, path: string): Promise<Found>
  /** Whole or not at all. Makes the folders on the way; replaces a file only if told so. */
  write(path: string, text: string, options: { readonly overwrite: boolean }): Promise<'created' | 'replaced'>
}

const mostEntries = 1000
const largestFolder = 67_108_864
const mostFilesInAll = 5000
const mostMatches = 100

export const openFolder = (path: string): Folder => {
  const root = realpathSync(path)
  return {
    list: async (name) => list(root, segmentsOf(name)),
    read: async (name) => read(root, segmentsOf(name)),
    search: async (words, name) => search(root, segmentsOf(name), words),
    async write(name, text, { overwrite }) {
      const segments = segmentsOf(name)
      await checkRoom(root, Buffer.byteLength(text))
      return await writeFile(root, segments, { text, overwrite })
    },
  }
}

const list = async (root: string, segments: readonly string[]): Promise<Listing> => {
  const place = await placeOf(root, segments)
  const listed = await readdir(place, { withFileTypes: true }).catch(refuseFault(segments))
  const shown = listed.filter(({ name }) => !isDraft(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const entries = shown.slice(0, mostEntries).map(async (entry): Promise<Entry> => {
    if (entry.isDirectory()) return { name: entry.name, kind: 'folder' }
    if (!entry.isFile()) return { name: entry.name, kind: 'other' }
    return { name: entry.name, kind: 'file', size: (await lstat(join(place, entry.name))).size }
  })
  return { entries: await Promise.all(entries), isComplete: shown.length <= mostEntries }
}

const read = async (root: string, segments: readonly string[]): Promise<string> => {
  const { file, stats } = await openFile(root, segments)
  try {
    const name = segments.join('/')
    if (stats.size > largestFile) {
      throw new FolderRefused(`"${name}" has ${stats.size} bytes; at most ${largestFile} can be read`)
    }
    const bytes = Buffer.alloc(stats.size)
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0)
    return decode(bytes.subarray(0, bytesRead), name)
  } finally {
    await file.close()
  }
}

const decode = (bytes: Buffer, name: string): string => {
  const isBinary = new FolderRefused(`"${name}" is a binary file of ${bytes.length} bytes; only text can be read`)
  if (bytes.includes(0)) throw isBinary
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw isBinary
  }
}

/** Every plain file below, depth first, names relative to the root. */
async function* filesBelow(root: string, segments: readonly string[]): AsyncGenerator<readonly string[]> {
  const { entries } = await list(root, segments)
  for (const { name, kind } of entries) {
    if (kind === 'file') yield [...segments, name]
    if (kind === 'folder') yield* filesBelow(root, [...segments, name])
  }
}

const search = async (root: string, segments: readonly string[], words: string): Promise<Found> => {
  const matches: Match[] = []
  let seen = 0
  for await (const file of filesBelow(root, segments)) {
    seen += 1
    // What cannot be read as text can still be found by its name.
    const text = await read(root, file).catch(emptyIfRefused)
    matches.push(...matchesIn({ path: file.join('/'), text, words }))
    if (matches.length > mostMatches || seen > mostFilesInAll) {
      return { matches: matches.slice(0, mostMatches), isComplete: false }
    }
  }
  return { matches, isComplete: true }
}

const emptyIfRefused = (error: unknown): string => {
  if (error instanceof FolderRefused) return ''
  throw error
}

const checkRoom = async (root: string, more: number): Promise<void> => {
  let bytes = more
  let files = 1
  for await (const file of filesBelow(root, [])) {
    bytes += (await lstat(join(root, ...file))).size
    files += 1
  }
  if (bytes > largestFolder || files > mostFilesInAll) throw new FolderRefused('the folder is full')
}
