/** Deletes what nobody can see any more: one small batch a kind, so that other writers get their turn in between. */
import { days, seconds } from '@gatehouse/protocol/time'
import type { EpochSeconds, Seconds } from '@gatehouse/protocol/time'
import type { Connection, Statement } from './connection.ts'
import { prepareSweepStatements } from './sweep-statements.ts'
import type { Sql } from './tables.ts'

const CODE_KEPT = days(1)
const GRANT_KEPT = days(1)
const REGISTRATION_TOKEN_KEPT = days(1)
const UNUSED_CLIENT_KEPT = days(30)

interface Sweeping {
  readonly tenant: string
  /** Whatever ended at this time or before. */
  readonly until: number
  readonly limit: number
}

export const prepareSweep = (sql: Sql) => {
  const steps = prepareSweepStatements(sql)
  /** In this order: a grant goes after its tokens. */
  const kinds: readonly { readonly deleteSome: (sweeping: Sweeping) => Statement; readonly keptFor: Seconds }[] = [
    { deleteSome: steps.pendingAuthorizations, keptFor: seconds(0) },
    { deleteSome: steps.sessions, keptFor: seconds(0) },
    { deleteSome: steps.rateLimits, keptFor: seconds(0) },
    { deleteSome: steps.consents, keptFor: seconds(0) },
    { deleteSome: steps.endedTokens, keptFor: seconds(0) },
    { deleteSome: steps.accessTokens, keptFor: seconds(0) },
    { deleteSome: steps.seenOnce, keptFor: seconds(0) },
    { deleteSome: steps.registrationTokens, keptFor: REGISTRATION_TOKEN_KEPT },
    { deleteSome: steps.setupLinks, keptFor: seconds(0) },
    { deleteSome: steps.knownBrowsers, keptFor: seconds(0) },
    { deleteSome: steps.sealedAnswers, keptFor: seconds(0) },
    { deleteSome: steps.codes, keptFor: CODE_KEPT },
    { deleteSome: steps.refreshTokens, keptFor: GRANT_KEPT },
    { deleteSome: steps.grants, keptFor: GRANT_KEPT },
    { deleteSome: steps.clients, keptFor: UNUSED_CLIENT_KEPT },
  ]

  return (connection: Connection, tenant: string) =>
    async (now: EpochSeconds, batch: number, journalSince?: EpochSeconds): Promise<number> => {
      const ends = kinds.map(({ deleteSome, keptFor }) => ({ deleteSome, until: now - keptFor }))
      const journal = journalSince === undefined ? [] : [{ deleteSome: steps.journal, until: journalSince }]
      let swept = 0
      for (const { deleteSome, until } of [...ends, ...journal]) {
        if (swept >= batch) return swept
        const { affected } = await connection.write([deleteSome({ tenant, until, limit: batch - swept })])
        swept += affected?.[0] ?? 0
      }
      return swept
    }
}
