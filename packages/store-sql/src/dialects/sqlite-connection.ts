/** One SQLite file through node:sqlite: synchronous reads of what is committed, writes in group commits. */
import { DatabaseSync } from 'node:sqlite'
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import type { Connection, Row, Statement } from '../connection.ts'
import { groupCommit } from './group-commit.ts'
import { makePrivate } from './private-file.ts'
import { LOCK_WAIT_MS, withRetries } from './retry.ts'
import { statementsOn } from './statements.ts'
import { transactionOn } from './transaction.ts'

export interface SqliteFile {
  readonly path: string
  /** `full` survives a power cut; `normal` may lose the last commits to one, never the file. */
  readonly synchronous?: 'full' | 'normal'
}

export const openSqliteConnection = async ({ path, synchronous = 'full' }: SqliteFile): Promise<Connection> => {
  const database = await withRetries(() => open(path, synchronous))
  const run = statementsOn(database)
  const queue = groupCommit(transactionOn(database, run))
  const readNow = (statement: Statement): readonly Row[] => {
    if (!database.isOpen) throw new StoreUnavailable('the store is closed')
    return run.read(statement)
  }
  return {
    read(statement) {
      try {
        return Promise.resolve(readNow(statement))
      } catch {
        // Rarely: what it was is seen by the next try.
        return withRetries(() => readNow(statement))
      }
    },
    write: (batch) => queue.write(batch),
    async close() {
      await queue.close()
      if (database.isOpen) database.close()
    },
  }
}

const open = (path: string, synchronous: 'full' | 'normal'): DatabaseSync => {
  makePrivate(path)
  const database = new DatabaseSync(path, { timeout: LOCK_WAIT_MS, enableForeignKeyConstraints: true })
  try {
    requireWal(database)
    database.exec(`pragma synchronous = ${synchronous}`)
    return database
  } catch (error) {
    database.close()
    throw error
  }
}

/** Readers beside a writer need the write-ahead log; some network file systems cannot have it. */
const requireWal = (database: DatabaseSync): void => {
  const mode = database.prepare('pragma journal_mode = wal').get()?.['journal_mode']
  if (mode !== 'wal') throw new StoreUnavailable(`SQLite cannot keep a write-ahead log here, only "${String(mode)}"`)
}
