/** Brings a database to this release: each migration is one batch that names itself first, so of two processes that start together one applies it. */
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { columnsOf } from './row.ts'

export interface Migration {
  /** `0001-what-for`: the number orders it, the whole name is remembered. */
  readonly name: string
  readonly statements: readonly string[]
}

export const migrate = async (connection: Connection, migrations: readonly Migration[]): Promise<void> => {
  await connection.write([
    plain('create table if not exists migrations (number integer not null primary key, name text not null)'),
  ])
  const applied = await connection.read(plain('select number, name from migrations order by number'))
  for (const row of applied) requireKnown(row, migrations)
  for (const [index, { name, statements }] of migrations.slice(applied.length).entries()) {
    const number = applied.length + index + 1
    const sql = 'insert into migrations (number, name) values (?, ?) on conflict do nothing'
    await connection.write([must({ sql, parameters: [number, name] }), ...statements.map(plain)])
  }
}

const requireKnown = (row: Parameters<typeof columnsOf>[1], migrations: readonly Migration[]): void => {
  const { whole, text } = columnsOf('migrations', row)
  const [number, name] = [whole('number'), text('name')]
  if (migrations[number - 1]?.name === name) return
  const newest = migrations.at(-1)?.name ?? 'none'
  throw new Error(
    `the database has migration ${name}, this release of Gatehouse knows them up to ${newest}: ` +
      'it was written by a newer release. Start that release, or restore the backup made before the upgrade.',
  )
}

const plain = (sql: string) => ({ sql, parameters: [] })
