/** Reads a database file through and says what is wrong with it. Beside a running server: it is one reader more. https://sqlite.org/pragma.html#pragma_quick_check */
import { DatabaseSync } from 'node:sqlite'

/** undefined: it is whole. Takes as long as reading the file. */
export const quickCheckSqlite = (path: string): string | undefined => {
  try {
    const database = new DatabaseSync(path, { timeout: 5000 })
    try {
      database.exec('pragma query_only = on')
      const found = database.prepare('pragma quick_check(1)').get()?.['quick_check']
      return found === 'ok' ? undefined : String(found)
    } finally {
      database.close()
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
