/** The reader of predicates sees what is missing. */
import { describe, expect, it } from 'vitest'
import { tablesWithoutTenant, tenantsOf } from './tenant-predicates.ts'

describe('V11: the reader of tenant predicates', () => {
  it.each([
    'select * from "users" where "tenant_id" = ? and "id" = ?',
    'insert into "users" ("tenant_id", "id") values (?, ?)',
    'select "u".* from "users" as "u" where "u"."tenant_id" = ?',
    'select 1 from "grants" as "g" inner join "users" as "u" on "u"."tenant_id" = "g"."tenant_id" where "g"."tenant_id" = ?',
    'delete from "users" where "tenant_id" = ? and "id" in (select "id" from "users" where "tenant_id" = ?)',
    'select "number" from "migrations"',
  ])('accepts %s', (sql) => expect(tablesWithoutTenant(sql)).toEqual([]))

  it.each([
    'select * from "users" where "id" = ?',
    'insert into "users" ("id") values (?)',
    'update "users" set "epoch" = ? where "id" = ?',
    'select 1 from "grants" as "g" inner join "users" as "u" on "u"."id" = "g"."user_id" where "g"."tenant_id" = ?',
    'delete from "users" where "tenant_id" = ? and "id" in (select "id" from "users")',
  ])('refuses %s', (sql) => expect(tablesWithoutTenant(sql)).toHaveLength(1))

  it('tells the tenants of one statement apart', () => {
    const sql =
      'delete from "a" where "x" = ? and "tenant_id" = ? and "id" in (select "id" from "a" where "tenant_id" = ?)'
    expect([...tenantsOf({ sql, parameters: ['x', 'main', 'other'] })]).toEqual(['main', 'other'])
  })
})
