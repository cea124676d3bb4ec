/** The store on SQLite passes the one suite; and what it asked the database meanwhile names its tenant and finds its rows by an index. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proveStore } from '@gatehouse/store-contract/prove-store'
import type { Connection, Statement } from '../src/connection.ts'
import { aFile, noting, openParts } from './sqlite-files.ts'
import { tablesWithoutTenant, tenantsOf } from './tenant-predicates.ts'

/** One statement for each text that was run. */
const asked = new Map<string, Statement>()
const mixed: Statement[] = []
const note = (statement: Statement): void => {
  asked.set(statement.sql, statement)
  if (tenantsOf(statement).size > 1) mixed.push(statement)
}

const open = async () => {
  const { path, discard } = aFile()
  const { store } = await openParts(path, noting(note))
  return {
    store,
    reopen: async () => (await openParts(path, noting(note))).store,
    dispose: async () => {
      await store.close()
      discard()
    },
  }
}

proveStore('SQLite', open, { isDurable: true })

describe('what the store asked while it was proven', () => {
  const { path, discard } = aFile()
  let connection: Connection
  beforeAll(async () => {
    connection = (await openParts(path)).connection
  })
  afterAll(async () => {
    await connection.close()
    discard()
  })

  it('is all there: every verb was asked', () => {
    expect(asked.size).toBeGreaterThan(90)
  })

  it('V11: every statement names the tenant of every table that it touches, one and the same', () => {
    expect([...asked.keys()].filter((sql) => tablesWithoutTenant(sql).length > 0)).toEqual([])
    expect(mixed).toEqual([])
  })

  const planOf = async ({ sql, parameters }: Statement): Promise<readonly string[]> => {
    const rows = await connection.read({ sql: `explain query plan ${sql}`, parameters })
    return rows.map(({ detail }) => String(detail))
  }

  it('scans no table', async () => {
    for (const statement of asked.values()) {
      const scans = (await planOf(statement)).filter((step) => /^SCAN (?!CONSTANT ROW|migrations)/.test(step))
      expect({ sql: statement.sql, scans }).toEqual({ sql: statement.sql, scans: [] })
    }
  })

  it.each([
    [/^select \* from "access_tokens" /, /\(tenant_id=\? AND id=\?\)/],
    [/from "ended_tokens" where .*"resource" = /, /ended_tokens_of_resource/],
    [/from "grants" where .*"ended_at" >= /, /grants_ended/],
    [/^update "grants" .*"user_id" = /, /grants_of_user/],
    [
      /^select "g"."approved" /,
      /SEARCH g USING INDEX grants_of_user_and_client \(tenant_id=\? AND user_id=\? AND client_id=\?\)(?!.*TEMP)/,
    ],
    [/from "sessions" where .*"user_id" = /, /sessions_of_user/],
    [/from "resource_keys" where .*"resource_id" = /, /resource_keys_of_resource/],
    [/from "journal" where "tenant_id" = \? and "user_id" = \? order/, /journal_of_user/],
    [/from "journal" where "tenant_id" = \? and "at" >= \? and "at" < \? order/, /journal_by_time/],
  ])('finds what %s asks for by the index made for it', async (words, index) => {
    const statements = [...asked.values()].filter(({ sql }) => words.test(sql))
    expect(statements).not.toEqual([])
    for (const statement of statements) expect((await planOf(statement)).join('; ')).toMatch(index)
  })

  it('reads a whole tenant only where the whole is asked for, or an admin removes something', async () => {
    const whole: string[] = []
    for (const statement of asked.values()) {
      const steps = await planOf(statement)
      if (steps.some((step) => /^SEARCH .*\(tenant_id=\?\)/.test(step))) whole.push(statement.sql)
    }
    const meant = [
      /^select \* from "\w+" where "tenant_id" = \? order by/, // the lists, and the newest page of the journal
      /^select \* from "journal" where .* order by "id"/, // an auditor's walk: every write would pay for an index
      /^delete from "codes" where "tenant_id" = \? and "client_id" = \?$/, // a client is removed
      /^delete from "clients" .* order by "created_at" desc/, // registrations over their cap, by an index of their own
      /"is_admin" = \?|"is_admin" = 1|"users"."tenant_id" = /, // another admin, any other user
      /"(claims|setup_links|signing_keys|resources)"/, // a handful a tenant
    ]
    expect(whole.filter((sql) => !meant.some((pattern) => pattern.test(sql)))).toEqual([])
  })
})
