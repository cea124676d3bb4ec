/** Signing keys, in SQL. RFC 7517 */
import type { SigningKey, SigningKeys } from '@gatehouse/issuer/ports/signing-keys'
import type { SigningKeyColumns } from './columns/registry.ts'
import { must } from './connection.ts'
import type { Connection, Row } from './connection.ts'
import { isRecord } from './json.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export const prepareSigningKeys = (sql: Sql) => {
  const keysOf = (tenant: string) => sql.selectFrom('signing_keys').where('tenant_id', '=', tenant)
  const list = statement<{ tenant: string }>(({ tenant }) =>
    keysOf(tenant).selectAll().orderBy('created_at').orderBy('kid'),
  )
  const noneYet = statement<{ tenant: string; alg: string }>(({ tenant, alg }) =>
    sql
      .selectNoFrom((eb) => eb.lit(1).as('is_first'))
      .where((eb) => eb.not(eb.exists(keysOf(tenant).select('kid').where('alg', '=', alg)))),
  )
  // The index on the first key of an algorithm decides where two batches can see the same "none yet".
  const insert = statement<SigningKeyColumns>((row) =>
    sql
      .insertInto('signing_keys')
      .values(row)
      .onConflict((conflict) => conflict.doNothing()),
  )

  return (connection: Connection, tenant: string): SigningKeys => ({
    list: async () => (await connection.read(list({ tenant }))).map(keyFrom),
    async createFirst(key) {
      const batch = [must(noneYet({ tenant, alg: key.alg })), must(insert(toColumns(tenant, key)))]
      const { failedAt } = await connection.write(batch)
      return failedAt === undefined ? 'created' : 'exists'
    },
  })
}

const toColumns = (tenant: string, key: SigningKey): SigningKeyColumns => ({
  tenant_id: tenant,
  kid: key.kid,
  alg: key.alg,
  is_first: 1,
  public_jwk: JSON.stringify(key.publicJwk),
  sealed_private_key: key.sealedPrivateKey,
  created_at: key.createdAt,
})

const keyFrom = (row: Row): SigningKey => {
  const { text, time, json } = columnsOf('signing_keys', row)
  return {
    kid: text('kid'),
    alg: text('alg'),
    publicJwk: json('public_jwk', isRecord),
    sealedPrivateKey: text('sealed_private_key'),
    createdAt: time('created_at'),
  }
}
