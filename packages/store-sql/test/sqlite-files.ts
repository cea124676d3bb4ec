/** Database files for tests: each in a directory of its own that goes away with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Connection, Statement } from '../src/connection.ts'
import { openSqliteConnection } from '../src/dialects/sqlite-connection.ts'
import { bringUpToDate, sqliteSql } from '../src/dialects/sqlite.ts'
import { createSqlStore } from '../src/sql-store.ts'

export const aFile = () => {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-sqlite-'))
  return {
    directory,
    path: join(directory, 'gatehouse.db'),
    discard: () => rmSync(directory, { recursive: true, force: true }),
  }
}

/** A store whose connection can be reached; `normal`, because no test here cuts the power. */
export const openParts = async (path: string, watch: (connection: Connection) => Connection = (it) => it) => {
  const connection = await openSqliteConnection({ path, synchronous: 'normal' })
  await bringUpToDate(connection)
  return { connection, store: createSqlStore(watch(connection), sqliteSql()) }
}

/** Writes every statement down before it is run. */
export const noting =
  (note: (statement: Statement) => void) =>
  (connection: Connection): Connection => ({
    read(statement) {
      note(statement)
      return connection.read(statement)
    },
    write(batch) {
      batch.forEach(note)
      return connection.write(batch)
    },
    close: () => connection.close(),
  })

/** The same file seen from outside the store. */
export const fromOutside = <Result>(path: string, act: (database: DatabaseSync) => Result): Result => {
  const database = new DatabaseSync(path)
  try {
    return act(database)
  } finally {
    database.close()
  }
}
