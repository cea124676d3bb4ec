/** One transaction for many batches: a savepoint each, so that one that fails takes back only its own. */
import type { DatabaseSync } from 'node:sqlite'
import type { Statement, Written } from '../connection.ts'
import { isUnavailable } from './sqlite-errors.ts'
import type { Run } from './statements.ts'

export type Batch = readonly Statement[]
export type Outcome = { readonly written: Written } | { readonly error: unknown }

/** Synchronous from begin to commit: nobody reads or writes through this connection in between. */
export const transactionOn = (database: DatabaseSync, run: Run) => {
  const command = (sql: string) => {
    const prepared = database.prepare(sql)
    return () => prepared.run()
  }
  const begin = command('begin immediate')
  const commit = command('commit')
  const rollback = command('rollback')
  const save = command('savepoint batch')
  const takeBack = command('rollback to batch')
  const release = command('release batch')

  const attempt = (batch: Batch): Outcome => {
    save()
    const outcome = outcomeOf(batch, run)
    if ('error' in outcome && (isUnavailable(outcome.error) || !database.isTransaction)) throw outcome.error
    if ('error' in outcome || outcome.written.failedAt !== undefined) takeBack()
    release()
    return outcome
  }

  return (batches: readonly Batch[]): readonly Outcome[] => {
    begin()
    try {
      const outcomes = batches.map(attempt)
      commit()
      return outcomes
    } catch (error) {
      if (database.isTransaction) rollback()
      throw error
    }
  }
}

const outcomeOf = (batch: Batch, run: Run): Outcome => {
  try {
    return { written: writtenBy(batch, run) }
  } catch (error) {
    return { error }
  }
}

const writtenBy = (batch: Batch, run: Run): Written => {
  const affected: number[] = []
  for (const [index, statement] of batch.entries()) {
    const count = run.write(statement)
    if (count === 0 && statement.isRequired) return { failedAt: index }
    affected.push(count)
  }
  return { affected }
}
