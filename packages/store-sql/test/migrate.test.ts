/** A database comes to this release once, whole, and never backwards. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { epochSeconds } from '@gatehouse/protocol/time'
import type { CodeId, GrantId, UserId } from '@gatehouse/issuer/ports/ids'
import type { Connection } from '../src/connection.ts'
import { openSqliteConnection } from '../src/dialects/sqlite-connection.ts'
import { bringUpToDate, sqliteSql } from '../src/dialects/sqlite.ts'
import { openSqliteStore } from '../src/index.ts'
import { migrate } from '../src/migrate.ts'
import { migrations } from '../src/migrations/index.ts'
import { createSqlStore } from '../src/sql-store.ts'
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
    expect(made).toHaveLength(22)
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

  it('keep the rows of the first release: each new column has a value that says what was so until then', async () => {
    await migrate(connection, migrations.slice(0, 4))
    for (const sql of FIRST_RELEASE) await connection.write([{ sql, parameters: [] }])
    await bringUpToDate(connection)
    const store = createSqlStore(connection, sqliteSql()).forTenant('main')
    const [client] = await store.clients.list()
    expect(client).toMatchObject({ authentication: 'secret', secretExpiresAt: undefined, document: undefined })
    const code = await store.issuance.findCode('cod_1' as CodeId, 'hash')
    expect(code).toMatchObject({ clientAuthentication: 'secret', approvedFrom: '', nonce: undefined })
    const orphan = await store.issuance.findCode('cod_2' as CodeId, 'hash')
    expect(orphan).toMatchObject({ clientAuthentication: 'none' })
    const grant = await store.grants.find('grt_1' as GrantId)
    expect(grant).toMatchObject({ approvedFrom: '', lastUsedFrom: '', ended: { at: 9, reason: 'revoked' } })
    expect(await store.resources.list()).toMatchObject([{ accessTokenFormat: 'jwt' }])
    expect(await store.signingKeys.list()).toMatchObject([{ createdAt: 7, activeFrom: 7 }])
    expect(await store.sessions.list('usr_1' as UserId, epochSeconds(0))).toMatchObject([{ source: '' }])
    expect(await store.endedGrants.hasEnded({ jti: 'jti_1' })).toBe(true)
    expect(await store.endedGrants.listEnded('https://mcp.example', epochSeconds(0), epochSeconds(0))).toEqual([
      'grt_1',
    ])
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
      /has migration 0099-from-the-future, this release of Gatehouse knows them up to 0013-grants-of-one-app.*newer release/,
    )
    expect(await tables()).toEqual(before)
  })

  it('refuse a database with another history under the same number', async () => {
    await migrate(connection, [{ name: '0001-of-a-fork', statements: [] }])
    await expect(migrate(connection, migrations)).rejects.toThrow('has migration 0001-of-a-fork')
  })
})

/** Rows as the first four migrations knew them. */
const FIRST_RELEASE = [
  `insert into clients values ('main', 'app', 'configured', 'App', 1, 0, '[]', '[]', 'secret', 'hash', '[]', '{}', 1, null, null)`,
  `insert into resources values ('main', 'res_1', 'https://mcp.example', 'files', 'Files', '[]', '[]', 3600, 1, 1, 1)`,
  `insert into signing_keys values ('main', 'key_1', 'ES256', 1, '{}', 'sealed', 7)`,
  `insert into sessions values ('main', 'ses_1', 'hash', 'usr_1', 1, 'browser', 1, '[]', 100, 100)`,
  ...['app', 'gone'].map(
    (client, index) => `insert into codes values ('main', 'cod_${index + 1}', 'hash', 'grt_1', 'usr_1', 1, '${client}',
      'https://app.example/callback', 'challenge', '[]', 0, 1, '[]', 60, null)`,
  ),
  `insert into grants values ('main', 'grt_1', 'usr_1', 1, 'app', 'secret', 'https://app.example/callback',
    '[{"resource":"https://mcp.example","scopes":[]}]', 0, 1, '[]', 1, 1, 100, 9, 'revoked', 0, 0)`,
  `insert into ended_tokens values ('main', 'jti_1', 100)`,
]
