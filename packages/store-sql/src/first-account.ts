/** The first account, in SQL: the one row of `claims` decides who makes it, on every database. */
import type { User, Users } from '@gatehouse/issuer/ports/users'
import { must } from './connection.ts'
import type { Connection, Statement } from './connection.ts'
import { prepareJournalSteps } from './journal.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneLink = { readonly tenant: string; readonly secretHash: string }
type OpenLink = OneLink & { readonly now: number }
type Verbs = Pick<Users, 'isClaimed' | 'addSetupLink' | 'isSetupLinkOpen' | 'createFirst'>

export const prepareFirstAccount = (sql: Sql) => {
  const steps = prepareStatements(sql)
  const journalSteps = prepareJournalSteps(sql)

  const verbs = (
    connection: Connection,
    tenant: string,
    accountSteps: (tenant: string, user: User) => readonly Statement[],
  ): Verbs => ({
    isClaimed: async () => (await connection.read(steps.claimed({ tenant }))).length > 0,

    async addSetupLink(secretHash, expiresAt) {
      await connection.write([steps.addLink({ tenant, secretHash, expiresAt })])
    },
    async isSetupLinkOpen(secretHash, now) {
      return (await connection.read(steps.usableLink({ tenant, secretHash, now }))).length > 0
    },
    async createFirst(...[user, proof, now, journal]) {
      const byLink =
        proof === 'operator' ? [] : [must(steps.openLink({ tenant, secretHash: proof.setupLinkHash, now }))]
      const { failedAt } = await connection.write([
        must(steps.claim({ tenant })),
        ...byLink,
        ...accountSteps(tenant, user),
        steps.closeLinks({ tenant }),
        ...journalSteps(tenant, journal),
      ])
      if (failedAt === undefined) return 'created'
      return failedAt === 0 ? 'alreadyClaimed' : 'linkInvalid'
    },
  })

  return {
    verbs,
    /** Any account claims the instance. */
    claimSteps: (tenant: string): readonly Statement[] => [steps.claim({ tenant }), steps.closeLinks({ tenant })],
    unclaimStep: (tenant: string): Statement => steps.unclaim({ tenant }),
  }
}

const prepareStatements = (sql: Sql) => ({
  claimed: statement<{ tenant: string }>(({ tenant }) =>
    sql.selectFrom('claims').select('tenant_id').where('tenant_id', '=', tenant),
  ),
  claim: statement<{ tenant: string }>(({ tenant }) =>
    sql
      .insertInto('claims')
      .values({ tenant_id: tenant })
      .onConflict((conflict) => conflict.doNothing()),
  ),
  unclaim: statement<{ tenant: string }>(({ tenant }) =>
    sql
      .deleteFrom('claims')
      .where('tenant_id', '=', tenant)
      .where((eb) => eb.not(eb.exists(eb.selectFrom('users').select('id').where('users.tenant_id', '=', tenant)))),
  ),
  addLink: statement<OneLink & { expiresAt: number }>(({ tenant, secretHash, expiresAt }) =>
    sql
      .insertInto('setup_links')
      .values({ tenant_id: tenant, secret_hash: secretHash, expires_at: expiresAt })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'secret_hash']).doUpdateSet({ expires_at: expiresAt })),
  ),
  openLink: statement<OpenLink>((link) => openLink(sql, link)),
  usableLink: statement<OpenLink>((link) =>
    openLink(sql, link).where((eb) =>
      eb.not(eb.exists(eb.selectFrom('claims').select('tenant_id').where('claims.tenant_id', '=', link.tenant))),
    ),
  ),
  closeLinks: statement<{ tenant: string }>(({ tenant }) =>
    sql.deleteFrom('setup_links').where('tenant_id', '=', tenant),
  ),
})

const openLink = (sql: Sql, { tenant, secretHash, now }: OpenLink) =>
  sql
    .selectFrom('setup_links')
    .select('secret_hash')
    .where('tenant_id', '=', tenant)
    .where('secret_hash', '=', secretHash)
    .where('expires_at', '>', now)
