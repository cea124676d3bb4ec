/** Words of a command that lead to the data directory of this installation: a server of files that is given them hands out its keys. */
import { existsSync, realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { StdioDefinition } from './definition.ts'

type Started = Pick<StdioDefinition, 'command' | 'cwd'>

/** `/srv`, `.`, `--root=/srv`, `/srv:/data`: whatever of it is a folder around the data directory, or a file in it. */
export const wordsAround = ({ command: [, ...argv], cwd }: Started, dataDirectory: string): readonly string[] => {
  const keys = realOf(dataDirectory)
  const leads = (path: string): boolean => isWithin(keys, path) || isWithin(path, keys)
  return argv.filter((word) => pathsIn(word).some((path) => leads(realOf(resolve(cwd, path)))))
}

/** Those among them that leave no doubt: a folder that is there and holds all of it, by itself or behind `=`. */
export const foldersAround = ({ command: [, ...argv], cwd }: Started, dataDirectory: string): readonly string[] => {
  const keys = realOf(dataDirectory)
  const holds = (path: string): boolean => {
    const folder = resolve(cwd, path)
    return path !== '' && existsSync(folder) && isWithin(keys, realOf(folder))
  }
  return argv.filter((word) => holds(word) || (word.includes('=') && holds(word.slice(word.indexOf('=') + 1))))
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
