/** The floor's SQLite: the same rows as Gatehouse writes, under their primary keys alone, committed together as they come together. */
import { DatabaseSync, type StatementSync } from 'node:sqlite'

type Value = string | number | null
export interface Write {
  readonly statement: StatementSync
  readonly values: readonly Value[]
}

/** Rows as wide as ours: the same columns, as text. */
const tables = {
  clients: 9,
  pending: 12,
  codes: 14,
  grants: 16,
  tokens: 8,
  answers: 4,
  journal: 9,
  limits: 3,
} as const

export type Table = keyof typeof tables

export const openFloorStore = (path: string, synchronous: string) => {
  const database = new DatabaseSync(path)
  database.exec(`pragma journal_mode = wal; pragma synchronous = ${synchronous}`)
  for (const [name, width] of Object.entries(tables)) {
    const columns = Array.from({ length: width - 1 }, (_, index) => `c${index + 1}`)
    database.exec(`create table if not exists ${name} (id text primary key, ${columns.join(', ')}) without rowid`)
  }
  const inserts = Object.fromEntries(
    Object.entries(tables).map(([name, width]) => {
      const holes = Array.from({ length: width }, () => '?').join(', ')
      return [name, database.prepare(`insert or replace into ${name} values (${holes})`)]
    }),
  )
  const begin = database.prepare('begin immediate')
  const commit = database.prepare('commit')
  let waiting: { readonly writes: readonly Write[]; readonly resolve: () => void }[] = []
  const flush = (): void => {
    const group = waiting
    waiting = []
    begin.run()
    for (const { writes } of group) for (const { statement, values } of writes) statement.run(...values)
    commit.run()
    for (const { resolve } of group) resolve()
  }
  return {
    prepare: (sql: string) => database.prepare(sql),
    row: (table: Table, ...values: readonly Value[]): Write => {
      const statement = inserts[table]
      if (!statement) throw new Error(`no table ${table}`)
      return {
        statement,
        values: Array.from({ length: tables[table] }, (_, index) =>
          index < values.length ? (values[index] ?? null) : 'as wide as ours',
        ),
      }
    },
    write: (...writes: readonly Write[]): Promise<void> =>
      new Promise((resolve) => {
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ writes, resolve })
      }),
  }
}

export type FloorStore = ReturnType<typeof openFloorStore>
