/** Remembered consent, in SQL. Written by `approve`. */
import type { Consent, Consents } from '@gatehouse/issuer/ports/consents'
import type { ConsentColumns } from './columns/authorizations.ts'
import type { Connection, Row } from './connection.ts'
import { isTexts } from './json.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

export const prepareConsents = (sql: Sql) => {
  const find = statement<
    Pick<ConsentColumns, 'tenant_id' | 'user_id' | 'client_id' | 'redirect_uri'> & { now: number }
  >((hole) =>
    sql
      .selectFrom('consents')
      .selectAll()
      .where('tenant_id', '=', hole.tenant_id)
      .where('user_id', '=', hole.user_id)
      .where('client_id', '=', hole.client_id)
      .where('redirect_uri', '=', hole.redirect_uri)
      .where('expires_at', '>', hole.now)
      .orderBy('resource'),
  )
  return (connection: Connection, tenant: string): Consents => ({
    async find(...[userId, clientId, redirectUri, now]) {
      const key = { tenant_id: tenant, user_id: userId, client_id: clientId, redirect_uri: redirectUri }
      return (await connection.read(find({ ...key, now }))).map(consentFrom)
    },
  })
}

/** Remembers what was approved last for its person, client, redirect URI and resource. */
export const prepareConsentStep = (sql: Sql) => {
  const upsert = statement<ConsentColumns>((row) =>
    sql
      .insertInto('consents')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'user_id', 'client_id', 'redirect_uri', 'resource'])
          .doUpdateSet({ scopes: row.scopes, expires_at: row.expires_at }),
      ),
  )
  return (tenant: string, consent: Consent) =>
    upsert({
      tenant_id: tenant,
      user_id: consent.userId,
      client_id: consent.clientId,
      redirect_uri: consent.redirectUri,
      resource: consent.resource,
      scopes: JSON.stringify(consent.scopes),
      expires_at: consent.expiresAt,
    })
}

const consentFrom = (row: Row): Consent => {
  const { text, time, json } = columnsOf('consents', row)
  return {
    userId: text('user_id'),
    clientId: text('client_id'),
    redirectUri: text('redirect_uri'),
    resource: text('resource'),
    scopes: json('scopes', isTexts),
    expiresAt: time('expires_at'),
  }
}
