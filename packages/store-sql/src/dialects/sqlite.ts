/** The store on one SQLite file. Takes its path, hands over an open store whose tables are up to date. */
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import type { OpenStore } from '@gatehouse/issuer/ports/store'
import type { Connection } from '../connection.ts'
import { migrate } from '../migrate.ts'
import { migrations } from '../migrations/index.ts'
import { createSqlStore } from '../sql-store.ts'
import type { Sql, Tables } from '../tables.ts'
import { openSqliteConnection } from './sqlite-connection.ts'
import type { SqliteFile } from './sqlite-connection.ts'
import { tellPlanner } from './sqlite-statistics.ts'

export const openSqliteStore = async (file: SqliteFile): Promise<OpenStore> => {
  const connection = await openSqliteConnection(file)
  try {
    await bringUpToDate(connection)
    return createSqlStore(connection, sqliteSql())
  } catch (error) {
    await connection.close()
    throw error
  }
}

export const bringUpToDate = async (connection: Connection): Promise<void> => {
  await migrate(connection, migrations)
  await tellPlanner(connection)
}

/** Kysely as a writer of SQL only: it never sees the database. */
export const sqliteSql = (): Sql =>
  new Kysely<Tables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  })
