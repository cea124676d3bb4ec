/** Browser sign-ins, in SQL. */
import { after, days } from '@gatehouse/protocol/time'
import type { Session, Sessions } from '@gatehouse/issuer/ports/sessions'
import type { KnownBrowserColumns, SessionColumns } from './columns/people.ts'
import { must } from './connection.ts'
import type { Connection, Row } from './connection.ts'
import { isTexts } from './json.ts'
import { prepareJournalSteps } from './journal.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneSession = { readonly tenant: string; readonly id: string }

const BROWSER_KNOWN_FOR = days(90)

export const prepareSessions = (sql: Sql) => {
  const steps = prepareStatements(sql)
  const knowBrowser = prepareKnownBrowsers(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): Sessions => ({
    async create(session, journal) {
      await connection.write([
        steps.insert(toColumns(tenant, session)),
        knowBrowser.step({
          tenant_id: tenant,
          user_id: session.userId,
          browser_hash: session.browserHash,
          known_until: after(session.authTime, BROWSER_KNOWN_FOR),
        }),
        ...journalSteps(tenant, journal),
      ])
    },
    async find(id, secretHash, now) {
      const [row] = await connection.read(steps.find({ tenant, id, secretHash, now }))
      return row && sessionFrom(row)
    },
    async touch(id, idleExpiresAt) {
      await connection.write([steps.touch({ tenant, id, idleExpiresAt })])
    },
    async end(id, journal) {
      await connection.write([must(steps.delete({ tenant, id })), ...journalSteps(tenant, journal)])
    },
    list: async (userId, now) => (await connection.read(steps.list({ tenant, userId, now }))).map(sessionFrom),

    async endAll(userId, except, journal) {
      const { affected } = await connection.write([
        // No session has the empty id.
        must(steps.deleteAll({ tenant, userId, except: except ?? '' })),
        ...journalSteps(tenant, journal),
      ])
      return affected?.[0] ?? 0
    },
    async knowsBrowser(userId, browserHash, now) {
      return (await connection.read(knowBrowser.find({ tenant, userId, browserHash, now }))).length > 0
    },
  })
}

const prepareStatements = (sql: Sql) => ({
  insert: statement<SessionColumns>((row) => sql.insertInto('sessions').values(row)),
  find: statement<OneSession & { secretHash: string; now: number }>(({ tenant, id, secretHash, now }) =>
    sql
      .selectFrom('sessions')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('id', '=', id)
      .where('secret_hash', '=', secretHash)
      .where('idle_expires_at', '>', now),
  ),
  touch: statement<OneSession & { idleExpiresAt: number }>(({ tenant, id, idleExpiresAt }) =>
    sql
      .updateTable('sessions')
      .set((eb) => ({
        idle_expires_at: eb
          .case()
          .when('absolute_expires_at', '<', idleExpiresAt)
          .then(eb.ref('absolute_expires_at'))
          .else(idleExpiresAt)
          .end(),
      }))
      .where('tenant_id', '=', tenant)
      .where('id', '=', id),
  ),
  list: statement<{ tenant: string; userId: string; now: number }>(({ tenant, userId, now }) =>
    sql
      .selectFrom('sessions')
      .selectAll()
      .where('tenant_id', '=', tenant)
      .where('user_id', '=', userId)
      .where('idle_expires_at', '>', now)
      .orderBy('auth_time', 'desc')
      .orderBy('id', 'desc'),
  ),
  deleteAll: statement<{ tenant: string; userId: string; except: string }>(({ tenant, userId, except }) =>
    sql.deleteFrom('sessions').where('tenant_id', '=', tenant).where('user_id', '=', userId).where('id', '<>', except),
  ),
  delete: statement<OneSession>(({ tenant, id }) =>
    sql.deleteFrom('sessions').where('tenant_id', '=', tenant).where('id', '=', id),
  ),
})

const prepareKnownBrowsers = (sql: Sql) => ({
  step: statement<KnownBrowserColumns>((row) =>
    sql
      .insertInto('known_browsers')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'user_id', 'browser_hash'])
          .doUpdateSet({ known_until: row.known_until })
          .where('known_browsers.known_until', '<', row.known_until),
      ),
  ),
  find: statement<{ tenant: string; userId: string; browserHash: string; now: number }>((hole) =>
    sql
      .selectFrom('known_browsers')
      .select('user_id')
      .where('tenant_id', '=', hole.tenant)
      .where('user_id', '=', hole.userId)
      .where('browser_hash', '=', hole.browserHash)
      .where('known_until', '>', hole.now),
  ),
})

const toColumns = (tenant: string, session: Session): SessionColumns => ({
  tenant_id: tenant,
  id: session.id,
  secret_hash: session.secretHash,
  user_id: session.userId,
  user_epoch: session.userEpoch,
  browser_hash: session.browserHash,
  auth_time: session.authTime,
  amr: JSON.stringify(session.amr),
  // Never beyond the absolute end: so one column says whether the session lives, here, in `touch` and for the sweep.
  idle_expires_at: Math.min(session.idleExpiresAt, session.absoluteExpiresAt),
  absolute_expires_at: session.absoluteExpiresAt,
  source: session.source,
  user_agent: session.userAgent ?? null,
})

const sessionFrom = (row: Row): Session => {
  const { text, whole, time, json, optionalText } = columnsOf('sessions', row)
  return {
    id: text('id'),
    secretHash: text('secret_hash'),
    userId: text('user_id'),
    userEpoch: whole('user_epoch'),
    browserHash: text('browser_hash'),
    authTime: time('auth_time'),
    amr: json('amr', isTexts),
    idleExpiresAt: time('idle_expires_at'),
    absoluteExpiresAt: time('absolute_expires_at'),
    source: text('source'),
    userAgent: optionalText('user_agent'),
  }
}
