/** The folder that the example serves: a copy in the data directory, made on the first start, so that writing leaves the program as it is. */
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const original = fileURLToPath(new URL('../demo', import.meta.url))

/** Where it is. */
export const demoFolder = (dataDirectory: string): string => {
  const place = join(dataDirectory, 'demo-files')
  if (existsSync(place)) return place
  // A start that breaks off must not leave half a folder that looks whole.
  const unfinished = `${place}.unfinished`
  rmSync(unfinished, { recursive: true, force: true })
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  cpSync(original, unfinished, { recursive: true })
  renameSync(unfinished, place)
  return place
}
