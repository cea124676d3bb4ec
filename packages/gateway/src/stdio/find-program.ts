/** Which file a command means: sought once, when its server is opened, so that nobody can slip another one in later. S16 */
import { accessSync, constants, statSync } from 'node:fs'
import { basename, delimiter, isAbsolute, join, resolve } from 'node:path'

export interface Sought {
  readonly program: string
  /** Where a program named by a path is, and where it will run. */
  readonly cwd: string
  readonly path: string | undefined
}

/** The full path of the program. Throws an Error for operators: what was sought, and what cures it. */
export const findProgram = ({ program, cwd, path = '' }: Sought): string => {
  if (!isFolder(cwd)) throw new Error(`the folder ${cwd}, where "${program}" should run, does not exist: create it`)
  if (program === '' || program.includes('\0')) throw new Error('the command has no program: name one')
  if (program !== basename(program)) {
    const file = resolve(cwd, program)
    if (isProgram(file)) return file
    throw new Error(`there is no program at ${file}: mend its path, or make the file executable (chmod +x)`)
  }
  // Folders that are not absolute would mean another program in each folder.
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder))
  const found = folders.map((folder) => join(folder, program)).find(isProgram)
  if (found !== undefined) return found
  const where = folders.length > 0 ? `in PATH (${folders.join(', ')})` : 'anywhere: PATH is empty'
  throw new Error(`the program "${program}" was not found ${where}: install it, or name it by its full path`)
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return statSync(file).isFile()
  } catch {
    return false
  }
}
