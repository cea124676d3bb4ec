/** A store on a SQL database. Takes a connection and the database's words for SQL, hands over the ports. */
import type { Kysely } from 'kysely'
import type { OpenStore } from '@gatehouse/issuer/ports/store'
import { prepareClients } from './clients.ts'
import type { Connection } from './connection.ts'
import { prepareConsents } from './consents.ts'
import { prepareEndedGrants } from './ended-grants.ts'
import { prepareGrants } from './grants.ts'
import { prepareIssuance } from './issuance.ts'
import { prepareJournal } from './journal.ts'
import { preparePendingAuthorizations } from './pending-authorizations.ts'
import { prepareRateLimits } from './rate-limits.ts'
import { prepareRegistrationTokens } from './registration-tokens.ts'
import { prepareResources } from './resources.ts'
import { prepareSeenOnce } from './seen-once.ts'
import { prepareSessions } from './sessions.ts'
import { prepareSigningKeys } from './signing-keys.ts'
import { onlyStorable, requireStorable } from './storable.ts'
import { prepareSweep } from './sweep.ts'
import type { Tables } from './tables.ts'
import { prepareUsers } from './users.ts'

export const createSqlStore = (database: Connection, sql: Kysely<Tables>): OpenStore => {
  const connection = onlyStorable(database)
  const clients = prepareClients(sql)
  const consents = prepareConsents(sql)
  const endedGrants = prepareEndedGrants(sql)
  const grants = prepareGrants(sql)
  const issuance = prepareIssuance(sql)
  const journal = prepareJournal(sql)
  const pendingAuthorizations = preparePendingAuthorizations(sql)
  const rateLimits = prepareRateLimits(sql)
  const registrationTokens = prepareRegistrationTokens(sql)
  const resources = prepareResources(sql)
  const seenOnce = prepareSeenOnce(sql)
  const sessions = prepareSessions(sql)
  const signingKeys = prepareSigningKeys(sql)
  const sweep = prepareSweep(sql)
  const users = prepareUsers(sql)
  const newestMigration = sql.selectFrom('migrations').select('number').orderBy('number', 'desc').limit(1).compile()

  return {
    forTenant(tenant) {
      requireStorable(tenant)
      return {
        clients: clients(connection, tenant),
        consents: consents(connection, tenant),
        endedGrants: endedGrants(connection, tenant),
        grants: grants(connection, tenant),
        issuance: issuance(connection, tenant),
        journal: journal(connection, tenant),
        pendingAuthorizations: pendingAuthorizations(connection, tenant),
        rateLimits: rateLimits(connection, tenant),
        registrationTokens: registrationTokens(connection, tenant),
        resources: resources(connection, tenant),
        seenOnce: seenOnce(connection, tenant),
        sessions: sessions(connection, tenant),
        signingKeys: signingKeys(connection, tenant),
        users: users(connection, tenant),
        sweep: sweep(connection, tenant),
      }
    },
    async ping() {
      await connection.read({ sql: newestMigration.sql, parameters: [1] })
    },
    close: () => connection.close(),
  }
}
