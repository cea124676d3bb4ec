/** A database comes to this release once, whole, and never backwards. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Connection } from '../src/connection.ts'
import { openSqliteConnection } from '../src/dialects/sqlite-connection.ts'
import { openSqliteStore } from '../src/index.ts'
import { migrate } from '../src/migrate.ts'
import { migrations } from '../src/migrations/index.ts'
import { aFile } from './sqlite-files.ts'

describe('migrations', () => {
  let file: ReturnType<typeof aFile>
  let connection: Connection
  beforeEach(async () => {
    file = aFile()
    connection = await openSqliteConnection({ path: file.path, synchronous: 'normal' })
  })
  afterEach(async () => {
    await connection.close()
    file.discard()
  })

  const applied = async () =>
    (await connection.read({ sql: 'select name from migrations order by number', parameters: [] })).map(
      ({ name }) => name,
    )
  const tables = async () => {
    const sql = `select name, sql from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`
    return connection.read({ sql, parameters: [] })
  }

  it('are applied once, in their order', async () => {
    for (const _ of [1, 2]) await migrate(connection, migrations)
    expect(await applied()).toEqual(migrations.map(({ name }) => name))
    expect(migrations.map(({ name }) => Number(name.slice(0, 4)))).toEqual(migrations.map((_, index) => index + 1))
  })

  it('make strict tables only, each keyed by tenant first', async () => {
    await migrate(connection, migrations)
    const made = (await tables()).filter(({ name }) => name !== 'migrations')
    expect(made).toHaveLength(19)
    for (const { name, sql } of made) {
      expect({ name, isStrict: /\) strict/.test(String(sql)) }).toEqual({ name, isStrict: true })
      expect({
        name,
        isKeyed: /tenant_id text not null( primary key|[^]*primary key \(tenant_id, )/.test(String(sql)),
      }).toEqual({
        name,
        isKeyed: true,
      })
    }
  })

  it('stand or fall whole: a broken one leaves nothing of itself', async () => {
    const broken = { name: '0002-broken', statements: ['create table half (id text)', 'create table half (id text)'] }
    const first = { name: '0001-first', statements: ['create table first (id text)'] }
    await expect(migrate(connection, [first, broken])).rejects.toThrow('half already exists')
    expect(await applied()).toEqual(['0001-first'])
    expect((await tables()).map(({ name }) => name)).toEqual(['first', 'migrations'])
    await migrate(connection, [first, { ...broken, statements: ['create table half (id text)'] }])
    expect(await applied()).toEqual(['0001-first', '0002-broken'])
  })

  it('refuse a database of a newer release, and change nothing in it', async () => {
    const newer = { name: '0099-from-the-future', statements: ['create table future (id text)'] }
    await migrate(connection, [...migrations, newer])
    const before = await tables()
    await expect(openSqliteStore({ path: file.path })).rejects.toThrow(
      /has migration 0099-from-the-future, this release of Gatehouse knows them up to 0004-journal-and-limits.*newer release/,
    )
    expect(await tables()).toEqual(before)
  })

  it('refuse a database with another history under the same number', async () => {
    await migrate(connection, [{ name: '0001-of-a-fork', statements: [] }])
    await expect(migrate(connection, migrations)).rejects.toThrow('has migration 0001-of-a-fork')
  })
})
