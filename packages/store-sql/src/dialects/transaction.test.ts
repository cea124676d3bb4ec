/** When the database itself fails in the middle, nobody's batch stands: each of them is asked again. */
import { DatabaseSync } from 'node:sqlite'
import { expect, it } from 'vitest'
import { statementsOn } from './statements.ts'
import { transactionOn } from './transaction.ts'

it('V6: an input/output error takes back the whole commit, also the batches before it', () => {
  const database = new DatabaseSync(':memory:')
  database.exec('create table things (id text not null) strict')
  const run = statementsOn(database)
  const write: typeof run.write = (statement) => {
    if (statement.parameters.includes('broken disk')) throw Object.assign(new Error('disk I/O error'), { errcode: 10 })
    return run.write(statement)
  }
  const commit = transactionOn(database, { ...run, write })
  const insert = (id: string) => [{ sql: 'insert into things values (?)', parameters: [id] }]
  expect(() => commit([insert('first'), insert('broken disk')])).toThrow('disk I/O error')
  expect(database.prepare('select id from things').all()).toEqual([])
  expect(commit([insert('first'), insert('second')])).toHaveLength(2)
  expect(database.prepare('select id from things').all()).toEqual([{ id: 'first' }, { id: 'second' }])
  database.close()
})
