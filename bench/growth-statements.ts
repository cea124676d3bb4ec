/** Every SQL text of a refresh and of the sweep, as the store writes them: heard on a connection that answers nothing. */
import type { ClientId, GrantId, RefreshTokenId, UserId } from '@gatehouse/issuer/ports/ids'
import { epochSeconds, seconds } from '@gatehouse/protocol/time'
import type { Connection, Statement } from '../packages/store-sql/src/connection.ts'
import { sqliteSql } from '../packages/store-sql/src/dialects/sqlite.ts'
import { createSqlStore } from '../packages/store-sql/src/sql-store.ts'

export const statementsOfRefreshAndSweep = async (): Promise<readonly string[]> => {
  const heard = new Set<string>()
  const hear = ({ sql }: Statement): void => void heard.add(sql)
  const connection: Connection = {
    async read(statement) {
      hear(statement)
      return []
    },
    async write(batch) {
      batch.forEach(hear)
      return { affected: batch.map(() => 0) }
    },
    close: async () => undefined,
  }
  const store = createSqlStore(connection, sqliteSql()).forTenant('main')
  const now = epochSeconds(1)
  const grantId = 'grt_1' as GrantId
  await store.clients.find('app' as ClientId)
  await store.rateLimits.check('key', { limit: 1, window: seconds(1) }, now)
  await store.issuance.findRefreshToken('rft_1' as RefreshTokenId, 'hash')
  await store.users.find('usr_1' as UserId)
  await store.issuance.issue(
    { kind: 'refreshToken', id: 'rft_1' as RefreshTokenId, sealedAnswer: '', answerExpiresAt: now, answerFor: '' },
    {
      refreshToken: { id: 'rft_2' as RefreshTokenId, secretHash: '', grantId, createdAt: now, idleExpiresAt: now },
      clientId: 'app' as ClientId,
      from: '',
    },
    now,
    [],
  )
  await store.sweep(now, 200)
  return [...heard]
}
