/** Keys out of a file, read once while the program starts: its text out. */
import { readFileSync } from 'node:fs'
import { misconfigured } from './misconfigured.ts'

/** Throws GuardMisconfigured. */
export const readKeyFile = (key: string, path: string): string => {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw misconfigured(key, `cannot be read (${why})`, 'name a file that this process may read')
  }
}
