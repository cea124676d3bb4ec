/** Counters, in SQL: a fixed window that begins with its first count. */
import { after, between, seconds } from '@gatehouse/protocol/time'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { RateLimit, RateLimits, RateVerdict } from '@gatehouse/issuer/ports/rate-limits'
import { must } from './connection.ts'
import type { Connection } from './connection.ts'
import { columnsOf } from './row.ts'
import { statement } from './statement.ts'
import type { Sql } from './tables.ts'

type OneKey = { readonly tenant: string; readonly key: string }
type Taking = OneKey & { readonly now: number; readonly limit: number; readonly windowEndsAt: number }

export const prepareRateLimits = (sql: Sql) => {
  const steps = prepareStatements(sql)

  return (connection: Connection, tenant: string): RateLimits => {
    const check = async (key: string, rate: RateLimit, now: EpochSeconds): Promise<RateVerdict> => {
      if (rate.limit < 1) return { allowed: false, retryAfter: rate.window }
      const [row] = await connection.read(steps.full({ tenant, key, now, limit: rate.limit }))
      if (!row) return { allowed: true }
      return { allowed: false, retryAfter: between(now, columnsOf('rate_limits', row).time('window_ends_at')) }
    }
    return {
      check,
      async take(key, rate, now) {
        if (rate.limit < 1) return { allowed: false, retryAfter: rate.window }
        const windowEndsAt = after(now, rate.window)
        const { failedAt } = await connection.write([
          must(steps.take({ tenant, key, now, limit: rate.limit, windowEndsAt })),
        ])
        if (failedAt === undefined) return { allowed: true }
        const verdict = await check(key, rate, now)
        // Somebody gave a place back since: it is not ours, but the wait is over.
        return verdict.allowed ? { allowed: false, retryAfter: seconds(1) } : verdict
      },
      async giveBack(key) {
        await connection.write([steps.giveBack({ tenant, key })])
      },
    }
  }
}

const prepareStatements = (sql: Sql) => ({
  full: statement<OneKey & { now: number; limit: number }>(({ tenant, key, now, limit }) =>
    sql
      .selectFrom('rate_limits')
      .select('window_ends_at')
      .where('tenant_id', '=', tenant)
      .where('key', '=', key)
      .where('window_ends_at', '>', now)
      .where('taken', '>=', limit),
  ),
  take: statement<Taking>(({ tenant, key, now, limit, windowEndsAt }) =>
    sql
      .insertInto('rate_limits')
      .values({ tenant_id: tenant, key, taken: 1, window_ends_at: windowEndsAt })
      .onConflict((conflict) =>
        conflict
          .columns(['tenant_id', 'key'])
          .doUpdateSet((eb) => {
            const isOver = eb('rate_limits.window_ends_at', '<=', now)
            const current = { taken: eb('rate_limits.taken', '+', 1), ends: eb.ref('rate_limits.window_ends_at') }
            return {
              taken: eb.case().when(isOver).then(eb.lit(1)).else(current.taken).end(),
              window_ends_at: eb.case().when(isOver).then(windowEndsAt).else(current.ends).end(),
            }
          })
          .where((eb) => eb.or([eb('rate_limits.window_ends_at', '<=', now), eb('rate_limits.taken', '<', limit)])),
      ),
  ),
  giveBack: statement<OneKey>(({ tenant, key }) =>
    sql
      .updateTable('rate_limits')
      .set((eb) => ({ taken: eb('taken', '-', 1) }))
      .where('tenant_id', '=', tenant)
      .where('key', '=', key)
      .where('taken', '>', 0),
  ),
})
