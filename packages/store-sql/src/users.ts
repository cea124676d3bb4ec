/** The people who sign in with an account of ours, in SQL. */
import type { User, Users } from '@gatehouse/issuer/ports/users'
import { must } from './connection.ts'
import type { Connection, Statement } from './connection.ts'
import { prepareFirstAccount } from './first-account.ts'
import { prepareEndAllOf } from './grants.ts'
import { prepareJournalSteps } from './journal.ts'
import type { Sql } from './tables.ts'
import { userFrom, userToColumns } from './user-row.ts'
import { prepareRemoval, prepareUserStatements } from './user-statements.ts'

export const prepareUsers = (sql: Sql) => {
  const steps = prepareUserStatements(sql)
  const accountSteps = prepareAccountSteps(steps)
  const readings = prepareReadings(steps)
  const removal = prepareRemoval(sql)
  const endGrants = prepareEndAllOf(sql)
  const firstAccount = prepareFirstAccount(sql)
  const journalSteps = prepareJournalSteps(sql)

  return (connection: Connection, tenant: string): Users => ({
    ...firstAccount.verbs(connection, tenant, accountSteps),

    ...readings(connection, tenant),

    async create(user, journal) {
      const claimed = firstAccount.claimSteps(tenant)
      const batch = [...accountSteps(tenant, user), ...claimed, ...journalSteps(tenant, journal)]
      const { failedAt } = await connection.write(batch)
      return failedAt === undefined ? 'created' : 'nameTaken'
    },

    async setPassword(...[id, passwordHash, at, journal]) {
      const { failedAt } = await connection.write([
        must(steps.setPassword({ tenant, id, passwordHash })),
        endGrants({ tenant, userId: id, reason: 'password changed', at }),
        ...journalSteps(tenant, journal),
      ])
      return failedAt === undefined ? 'done' : 'unknown'
    },

    async changePassword(...[{ id, epoch }, passwordHash, at, journal]) {
      const { failedAt } = await connection.write([
        must(steps.changePassword({ tenant, id, epoch, passwordHash })),
        endGrants({ tenant, userId: id, reason: 'password changed', at }),
        ...journalSteps(tenant, journal),
      ])
      return failedAt === undefined ? 'done' : 'changedSince'
    },

    async setDisabled(id, at, journal) {
      const ending = at === undefined ? [] : [endGrants({ tenant, userId: id, reason: 'user disabled', at })]
      const { failedAt } = await connection.write([
        must(steps.exists({ tenant, id })),
        must(at === undefined ? steps.enable({ tenant, id }) : steps.disable({ tenant, id, at })),
        ...ending,
        ...journalSteps(tenant, journal),
      ])
      if (failedAt === undefined) return 'done'
      return failedAt === 0 ? 'unknown' : 'lastAdmin'
    },

    async remove(id, at, journal) {
      const { failedAt } = await connection.write([
        must(steps.exists({ tenant, id })),
        must(removal.deleteUser({ tenant, id })),
        ...removal.traces.map((trace) => trace({ tenant, id })),
        endGrants({ tenant, userId: id, reason: 'user removed', at }),
        firstAccount.unclaimStep(tenant),
        ...journalSteps(tenant, journal),
      ])
      if (failedAt === undefined) return 'removed'
      return failedAt === 0 ? 'unknown' : 'lastAdmin'
    },
  })
}

const prepareReadings =
  (steps: ReturnType<typeof prepareUserStatements>) =>
  (connection: Connection, tenant: string): Pick<Users, 'find' | 'findBySignInName' | 'list'> => ({
    async find(id) {
      const [row] = await connection.read(steps.find({ tenant, id }))
      return row && userFrom(row)
    },
    async findBySignInName(name) {
      const [row] = await connection.read(steps.findByName({ tenant, name }))
      return row && userFrom(row)
    },
    list: async () => (await connection.read(steps.list({ tenant }))).map(userFrom),
  })

/** Required: every sign-in name is free. */
const prepareAccountSteps =
  ({ takeName, insert }: ReturnType<typeof prepareUserStatements>) =>
  (tenant: string, user: User): readonly Statement[] => [
    ...[...new Set(user.signInNames)].map((name) => must(takeName({ tenant_id: tenant, name, user_id: user.id }))),
    insert(userToColumns(tenant, user)),
  ]
