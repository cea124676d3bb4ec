/** When the database cannot answer: three more tries, then StoreUnavailable, and nothing half done. V6 */
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import type { Store } from '@gatehouse/issuer/ports/store'
import { aClient, aGrant, aJournalRow, aRefreshToken, aUser, NOW } from '@gatehouse/store-contract/examples'
import { anAccount, anApproval } from '@gatehouse/store-contract/stories'
import type { Connection } from '../src/connection.ts'
import { aFile, openParts } from './sqlite-files.ts'

describe('a database that cannot answer', () => {
  let file: ReturnType<typeof aFile>
  let connection: Connection
  let store: Store
  let other: DatabaseSync
  beforeEach(async () => {
    file = aFile()
    const parts = await openParts(file.path)
    connection = parts.connection
    store = parts.store.forTenant('main')
    other = new DatabaseSync(file.path)
  })
  afterEach(async () => {
    other.close()
    await connection.close()
    file.discard()
  })

  it('V6: BUSY for long is StoreUnavailable with nothing partial; reading goes on; later the same verb works', async () => {
    const { code } = await anApproval(store, await anAccount(store))
    const redeem = () => {
      const rows = { grant: aGrant(code), refreshToken: aRefreshToken(code), clientId: code.clientId, from: '' }
      return store.issuance.issue({ kind: 'code', id: code.id }, rows, NOW, [aJournalRow()])
    }
    other.exec('begin immediate')
    const refused = redeem()
    expect(await store.issuance.findCode(code.id, code.secretHash)).toEqual(code)
    await expect(refused).rejects.toThrow(StoreUnavailable)
    other.exec('rollback')
    expect(await store.issuance.findCode(code.id, code.secretHash)).toEqual(code)
    expect(await store.grants.find(code.grantId)).toBeUndefined()
    expect(await store.journal.list({ limit: 1 })).toEqual([])
    expect(await redeem()).toEqual({ outcome: 'issued' })
  })

  it('V6: BUSY for a moment is waited for', async () => {
    other.exec('begin immediate')
    const created = store.users.create(aUser(), [])
    // The first try has failed by then: it holds this very thread while it waits.
    setTimeout(() => other.exec('commit'), 0)
    expect(await created).toBe('created')
  })

  it('V6: a full disk is StoreUnavailable with nothing partial, and heals', async () => {
    const pages = await connection.read({ sql: 'pragma page_count', parameters: [] })
    await connection.read({ sql: `pragma max_page_count = ${String(pages[0]?.['page_count'])}`, parameters: [] })
    const big = aClient({ metadata: { text: 'x'.repeat(100_000) } })
    const small = aClient()
    const both = await Promise.allSettled([store.clients.create(small, []), store.clients.create(big, [aJournalRow()])])
    expect(both.map((told) => told.status === 'rejected' && told.reason instanceof StoreUnavailable)).toEqual([
      true,
      true,
    ])
    expect(await store.clients.list()).toEqual([])
    expect(await store.journal.list({ limit: 1 })).toEqual([])
    await connection.read({ sql: 'pragma max_page_count = 100000', parameters: [] })
    expect(await store.clients.create(big, [])).toBe('created')
  })

  it('a verb that fails takes back only itself, not those it is committed with', async () => {
    const [first, last] = [aUser(), aUser()]
    const row = aJournalRow()
    await store.journal.append([row])
    const told = await Promise.allSettled([
      store.users.create(first, []),
      store.users.create(aUser(), [aJournalRow(), row]),
      store.users.create(aUser({ signInNames: first.signInNames }), [aJournalRow()]),
      store.users.create(last, []),
    ])
    expect(told.map((one) => (one.status === 'fulfilled' ? one.value : 'threw'))).toEqual([
      'created',
      'threw',
      'nameTaken',
      'created',
    ])
    expect(await store.users.list()).toEqual([first, last])
    expect(await store.journal.list({ limit: 9 })).toEqual([row])
  })

  it('INV8: refuses, not queues, what is more than it could ever write in time', async () => {
    const many = Array.from({ length: 20_100 }, () =>
      store.rateLimits.giveBack('nobody').catch((error: unknown) => error),
    )
    const refused = (await Promise.all(many)).filter((error) => error instanceof StoreUnavailable)
    expect(refused.length).toBe(100)
  })
})
