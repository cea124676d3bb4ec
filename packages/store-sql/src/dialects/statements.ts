/** Statements prepared once per SQL text. The texts are few: each verb has its own, values are never part of one. */
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Row, Statement } from '../connection.ts'

export interface Run {
  read(statement: Statement): readonly Row[]
  /** How many rows it touched or found. */
  write(statement: Statement): number
}

export const statementsOn = (database: DatabaseSync): Run => {
  const prepared = new Map<string, { readonly statement: StatementSync; readonly givesRows: boolean }>()
  const prepare = (sql: string) => {
    const known = prepared.get(sql)
    if (known) return known
    const statement = database.prepare(sql)
    const entry = { statement, givesRows: statement.columns().length > 0 }
    prepared.set(sql, entry)
    return entry
  }
  return {
    read: ({ sql, parameters }) => prepare(sql).statement.all(...parameters),
    write({ sql, parameters }) {
      const { statement, givesRows } = prepare(sql)
      return givesRows ? statement.all(...parameters).length : Number(statement.run(...parameters).changes)
    },
  }
}
