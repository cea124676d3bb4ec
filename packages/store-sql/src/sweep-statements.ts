/** What the sweep is made of: each finds its rows by an index on their end. */
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type Sweeping = { readonly tenant: string; readonly until: number; readonly limit: number }

export const prepareSweepStatements = (sql: Sql) => ({
  ...prepareByKey(sql),
  ...prepareGrants(sql),
  pendingAuthorizations: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('pending_authorizations').select('id').where('tenant_id', '=', tenant)
    const some = dead.where('expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('pending_authorizations').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
  sessions: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('sessions').select('id').where('tenant_id', '=', tenant)
    const some = dead.where('idle_expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('sessions').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
  codes: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('codes').select('id').where('tenant_id', '=', tenant)
    const some = dead.where('expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('codes').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
  /** Those before `until`, which itself is kept. */
  journal: statement<Sweeping>(({ tenant, until, limit }) => {
    const old = sql.selectFrom('journal').select('id').where('tenant_id', '=', tenant)
    const some = old.where('at', '<', until).limit(limit)
    return sql.deleteFrom('journal').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
  clients: statement<Sweeping>(({ tenant, until, limit }) => {
    const unused = sql
      .selectFrom('clients')
      .select('id')
      .where('tenant_id', '=', tenant)
      .where('last_used_at', 'is', null)
      .where('disabled_at', 'is', null)
    const some = unused.where('provenance', 'in', ['dynamic', 'document']).where('created_at', '<=', until).limit(limit)
    return sql.deleteFrom('clients').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
})

const prepareByKey = (sql: Sql) => ({
  accessTokens: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('access_tokens').select('id').where('tenant_id', '=', tenant)
    const some = dead.where('expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('access_tokens').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
  registrationTokens: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('registration_tokens').select('id').where('tenant_id', '=', tenant)
    const some = dead.where('expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('registration_tokens').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
  seenOnce: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('seen_once').where('tenant_id', '=', tenant).where('expires_at', '<=', until)
    const some = dead.select(['kind', 'value_hash']).limit(limit)
    return sql
      .deleteFrom('seen_once')
      .where('tenant_id', '=', tenant)
      .where((eb) => eb(eb.refTuple('kind', 'value_hash'), 'in', some.$asTuple('kind', 'value_hash')))
  }),
  rateLimits: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('rate_limits').select('key').where('tenant_id', '=', tenant)
    const some = dead.where('window_ends_at', '<=', until).limit(limit)
    return sql.deleteFrom('rate_limits').where('tenant_id', '=', tenant).where('key', 'in', some)
  }),
  endedTokens: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('ended_tokens').select('jti').where('tenant_id', '=', tenant)
    const some = dead.where('expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('ended_tokens').where('tenant_id', '=', tenant).where('jti', 'in', some)
  }),
  setupLinks: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('setup_links').select('secret_hash').where('tenant_id', '=', tenant)
    const some = dead.where('expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('setup_links').where('tenant_id', '=', tenant).where('secret_hash', 'in', some)
  }),
  sealedAnswers: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('sealed_answers').select('refresh_token_id').where('tenant_id', '=', tenant)
    const some = dead.where('expires_at', '<=', until).limit(limit)
    return sql.deleteFrom('sealed_answers').where('tenant_id', '=', tenant).where('refresh_token_id', 'in', some)
  }),
  knownBrowsers: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('known_browsers').where('tenant_id', '=', tenant).where('known_until', '<=', until)
    const some = dead.select(['user_id', 'browser_hash']).limit(limit)
    return sql
      .deleteFrom('known_browsers')
      .where('tenant_id', '=', tenant)
      .where((eb) => eb(eb.refTuple('user_id', 'browser_hash'), 'in', some.$asTuple('user_id', 'browser_hash')))
  }),
  consents: statement<Sweeping>(({ tenant, until, limit }) => {
    const dead = sql.selectFrom('consents').where('tenant_id', '=', tenant).where('expires_at', '<=', until)
    const some = dead.select(['user_id', 'client_id', 'redirect_uri', 'resource']).limit(limit)
    const key = some.$asTuple('user_id', 'client_id', 'redirect_uri', 'resource')
    return sql
      .deleteFrom('consents')
      .where('tenant_id', '=', tenant)
      .where((eb) => eb(eb.refTuple('user_id', 'client_id', 'redirect_uri', 'resource'), 'in', key))
  }),
})

const prepareGrants = (sql: Sql) => ({
  /** From the dead grants to their tokens: a join would let the planner walk all tokens of the tenant. */
  refreshTokens: statement<Sweeping>(({ tenant, until, limit }) => {
    const grants = sql.selectFrom('grants').select('id').where('tenant_id', '=', tenant)
    const dead = grants.where('absolute_expires_at', '<=', until).limit(limit)
    const tokens = sql.selectFrom('refresh_tokens').select('id').where('tenant_id', '=', tenant)
    const some = tokens.where('grant_id', 'in', dead).limit(limit)
    return sql.deleteFrom('refresh_tokens').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
  /** A grant that still has tokens waits for the next sweep. */
  grants: statement<Sweeping>(({ tenant, until, limit }) => {
    const some = sql
      .selectFrom('grants as g')
      .select('g.id')
      .where('g.tenant_id', '=', tenant)
      .where('g.absolute_expires_at', '<=', until)
      .where((eb) => {
        const tokens = eb.selectFrom('refresh_tokens as t').select('t.id').where('t.tenant_id', '=', tenant)
        return eb.not(eb.exists(tokens.whereRef('t.grant_id', '=', 'g.id')))
      })
      .limit(limit)
    return sql.deleteFrom('grants').where('tenant_id', '=', tenant).where('id', 'in', some)
  }),
})
