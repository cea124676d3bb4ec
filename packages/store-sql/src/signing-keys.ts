/** Signing keys, in SQL. RFC 7517 */
import type { SigningKey, SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import type { SigningKeyColumns } from './columns/registry.ts'
import { must } from './connection.ts'
import type { Connection, Row } from './connection.ts'
import { isRecord } from './json.ts'
import { prepareJournalSteps } from './journal.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export const prepareSigningKeys = (sql: Sql) => {
  const steps = prepareStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): SigningKeys => ({
    list: async () => (await connection.read(steps.list({ tenant }))).map(keyFrom),

    async createFirst(key) {
      const { failedAt } = await connection.write([
        must(steps.noneYet({ tenant, alg: key.alg })),
        must(steps.insertFirst(toColumns(tenant, key, 'first'))),
      ])
      return failedAt === undefined ? 'created' : 'exists'
    },

    async addAfter(newest, key, journal) {
      const { failedAt } = await connection.write([
        must(steps.isNewest({ tenant, alg: key.alg, kid: newest })),
        steps.insert(toColumns(tenant, key, 'later')),
        ...journalSteps(tenant, journal),
      ])
      return failedAt === undefined ? 'added' : 'notNewest'
    },

    async remove(kid, journal) {
      const { failedAt } = await connection.write([
        must(steps.delete({ tenant, kid })),
        ...journalSteps(tenant, journal),
      ])
      return failedAt === undefined ? 'removed' : 'unknown'
    },

    async reseal(keys, journal) {
      const { failedAt } = await connection.write([
        must(steps.areInAll({ tenant, count: keys.length })),
        ...keys.map(({ kid, from, to }) => must(steps.reseal({ tenant, kid, from, to }))),
        ...journalSteps(tenant, journal),
      ])
      return failedAt === undefined ? 'resealed' : 'changed'
    },
  })
}

type OneKey = { readonly tenant: string; readonly kid: string }

const prepareStatements = (sql: Sql) => {
  const keysOf = (tenant: string) => sql.selectFrom('signing_keys').where('tenant_id', '=', tenant)
  const insert = (row: SigningKeyColumns) => sql.insertInto('signing_keys').values(row)
  return {
    list: statement<{ tenant: string }>(({ tenant }) =>
      keysOf(tenant).selectAll().orderBy('created_at').orderBy('kid'),
    ),
    noneYet: statement<{ tenant: string; alg: string }>(({ tenant, alg }) =>
      sql
        .selectNoFrom((eb) => eb.lit(1).as('is_first'))
        .where((eb) => eb.not(eb.exists(keysOf(tenant).select('kid').where('alg', '=', alg)))),
    ),
    // The index on the first key of an algorithm decides where two batches can see the same "none yet".
    insertFirst: statement<SigningKeyColumns>((row) => insert(row).onConflict((conflict) => conflict.doNothing())),
    isNewest: statement<OneKey & { alg: string }>(({ tenant, alg, kid }) =>
      sql
        .selectNoFrom((eb) => eb.lit(1).as('is_newest'))
        .where(
          keysOf(tenant)
            .select('kid')
            .where('alg', '=', alg)
            .orderBy('active_from', 'desc')
            .orderBy('created_at', 'desc')
            .orderBy('kid', 'desc')
            .limit(1),
          '=',
          kid,
        ),
    ),
    insert: statement<SigningKeyColumns>(insert),
    delete: statement<OneKey>(({ tenant, kid }) =>
      sql.deleteFrom('signing_keys').where('tenant_id', '=', tenant).where('kid', '=', kid),
    ),
    areInAll: statement<{ tenant: string; count: number }>(({ tenant, count }) =>
      sql
        .selectNoFrom((eb) => eb.lit(1).as('are_all'))
        .where(
          keysOf(tenant).select((eb) => eb.fn.countAll<number>().as('count')),
          '=',
          count,
        ),
    ),
    reseal: statement<OneKey & { from: string; to: string }>(({ tenant, kid, from, to }) =>
      sql
        .updateTable('signing_keys')
        .set({ sealed_private_key: to })
        .where('tenant_id', '=', tenant)
        .where('kid', '=', kid)
        .where('sealed_private_key', '=', from),
    ),
  }
}

const toColumns = (tenant: string, key: SigningKey, place: 'first' | 'later'): SigningKeyColumns => ({
  tenant_id: tenant,
  kid: key.kid,
  alg: key.alg,
  is_first: place === 'first' ? 1 : 0,
  public_jwk: JSON.stringify(key.publicJwk),
  sealed_private_key: key.sealedPrivateKey,
  created_at: key.createdAt,
  active_from: key.activeFrom,
})

const keyFrom = (row: Row): SigningKey => {
  const { text, time, json } = columnsOf('signing_keys', row)
  return {
    kid: text('kid'),
    alg: text('alg'),
    publicJwk: json('public_jwk', isRecord),
    sealedPrivateKey: text('sealed_private_key'),
    createdAt: time('created_at'),
    activeFrom: time('active_from'),
  }
}
