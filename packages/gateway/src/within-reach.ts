/** Words of a command that lead to the data directory of this installation: a server of files that is given them hands out its keys. */
import { realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { StdioDefinition } from './definition.ts'

/** `/srv`, `.`, `--root=/srv`, `/srv:/data`: whatever of it is a folder around the data directory, or a file in it. */
export const wordsAround = (
  { command: [, ...argv], cwd }: Pick<StdioDefinition, 'command' | 'cwd'>,
  dataDirectory: string,
): readonly string[] => {
  const keys = realOf(dataDirectory)
  const leads = (path: string): boolean => isWithin(keys, path) || isWithin(path, keys)
  return argv.filter((word) => pathsIn(word).some((path) => leads(realOf(resolve(cwd, path)))))
}

const pathsIn = (word: string): readonly string[] => [word, ...word.split(/[=:,]/)].filter((path) => path !== '')

/** Links are followed as far as there is anything. */
const realOf = (path: string): string => {
  try {
    return realpathSync(path)
  } catch {
    return resolve(path)
  }
}

const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way)
}
