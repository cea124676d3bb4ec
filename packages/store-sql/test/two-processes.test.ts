/** Two processes on one file, started at one barrier, 64 calls each: exactly one winner. X3 at the store */
import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { OpenStore } from '@gatehouse/issuer/ports/store'
import { anId, aPending, later } from '@gatehouse/store-contract/examples'
import { aFamily, anAccount, anApproval, refresh } from '@gatehouse/store-contract/stories'
import { openSqliteStore } from '../src/index.ts'
import { migrations } from '../src/migrations/index.ts'
import { answerOf, endChild, startChild } from './children.ts'
import type { Job, Rows } from './race-calls.ts'
import { aFile, fromOutside } from './sqlite-files.ts'

const ROUNDS = 8

describe('two processes on one database', () => {
  const file = aFile()
  let racers: readonly ChildProcess[]
  let store: OpenStore
  beforeAll(async () => {
    store = await openSqliteStore({ path: file.path, synchronous: 'normal' })
    const script = new URL('race-worker.ts', import.meta.url)
    racers = await Promise.all([startChild(script), startChild(script)])
  }, 30_000)
  afterAll(async () => {
    await Promise.all(racers.map(endChild))
    await store.close()
    file.discard()
  })

  const seeded = async (tenant: string, isClaimed = true): Promise<Rows> => {
    const elsewhere = store.forTenant(isClaimed ? tenant : `${tenant} elsewhere`)
    const user = await anAccount(elsewhere)
    const { code } = await anApproval(elsewhere, user)
    const pending = aPending({ boundTo: { handleHash: 'handle' } })
    await elsewhere.pendingAuthorizations.create(pending)
    return { user, code, pending, family: await aFamily(elsewhere, { user }) }
  }

  const raceOn = async (job: Omit<Job, 'startsAt'>): Promise<Record<string, number>> => {
    // Long enough for both to have received it.
    const startsAt = Date.now() + 20
    const told = racers.map(answerOf)
    for (const racer of racers) racer.send({ ...job, startsAt })
    const sum: Record<string, number> = {}
    for (const [word, times] of (await Promise.all(told)).flatMap((one) => Object.entries(one ?? {}))) {
      sum[word] = (sum[word] ?? 0) + Number(times)
    }
    return sum
  }

  const rounds = async (call: Job['call'], isClaimed = true) => {
    const told: Record<string, number>[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const tenant = anId('jti')
      told.push(await raceOn({ call, path: file.path, tenant, rows: await seeded(tenant, isClaimed) }))
    }
    return told
  }
  const everyRound = (told: Record<string, number>) => Array.from({ length: ROUNDS }, () => told)

  it('C7, X3: redeem one code: one is issued', async () => {
    expect(await rounds('redeem')).toEqual(everyRound({ alreadySpent: 127, issued: 1 }))
  })

  it('I4, X3: refresh one token: one child', async () => {
    expect(await rounds('refresh')).toEqual(everyRound({ alreadySpent: 127, issued: 1 }))
    const children = fromOutside(file.path, (database) =>
      database
        .prepare(
          'select count(*) as most from refresh_tokens group by tenant_id, parent_id having parent_id is not null',
        )
        .all(),
    )
    expect(children.filter(({ most }) => most !== 1)).toEqual([])
  })

  it('B3, X3: approve and deny one request: one decides', async () => {
    expect(await rounds('decide')).toEqual(everyRound({ alreadyDecided: 127, decided: 1 }))
  })

  it('X3: claim one request for a browser: one has it', async () => {
    expect(await rounds('claim')).toEqual(everyRound({ claimed: 1, gone: 127 }))
  })

  it('U7, X3: make the first account: one is made', async () => {
    const told: Record<string, number>[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const tenant = anId('jti')
      await store.forTenant(tenant).users.addSetupLink('link', later(60))
      const rows = await seeded(tenant, false)
      told.push(await raceOn({ call: 'claimInstance', path: file.path, tenant, rows }))
      expect(await store.forTenant(tenant).users.list()).toHaveLength(1)
    }
    expect(told).toEqual(everyRound({ alreadyClaimed: 127, created: 1 }))
  })

  it('V3, X3: take one sign-in name: one has it', async () => {
    expect(await rounds('takeName')).toEqual(everyRound({ created: 1, nameTaken: 127 }))
  })

  it('X3: make the signing key: there is one', async () => {
    expect(await rounds('makeKey')).toEqual(everyRound({ created: 1, exists: 127 }))
  })

  it('X3: end one grant: one ends it', async () => {
    expect(await rounds('end')).toEqual(everyRound({ alreadyEnded: 127, ended: 1 }))
  })

  it('X3: counters let exactly their limit through', async () => {
    expect(await rounds('countReplay')).toEqual(everyRound({ counted: 10, overLimit: 118 }))
    expect(await rounds('takePlace')).toEqual(everyRound({ 'allowed: false': 123, 'allowed: true': 5 }))
  })

  it('X3: register: the cap of unused clients holds', async () => {
    const tenant = anId('jti')
    expect(await raceOn({ call: 'register', path: file.path, tenant, rows: await seeded(tenant) })).toEqual({
      created: 128,
    })
    expect(await store.forTenant(tenant).clients.list()).toHaveLength(7)
  })

  it('I5, X3: refresh what the other process ends: afterwards nothing of the family lives', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const tenant = anId('jti')
      const rows = await seeded(tenant)
      const { grant, token } = rows.family
      const told = await raceOn({ call: 'refreshOrEnd', path: file.path, tenant, rows })
      expect([0, 1]).toContain(told['issued'] ?? 0)
      const after = store.forTenant(tenant)
      expect((await after.grants.find(grant.id))?.ended?.reason).toBe('revoked')
      expect(await after.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(true)
      expect(await refresh(after, { parent: token, clientId: grant.clientId })).toMatchObject({ outcome: 'ended' })
    }
  })

  it('X3: migrate a new database: each migration is applied once, and both go on', async () => {
    const rows = await seeded(anId('jti'))
    for (let round = 0; round < ROUNDS; round += 1) {
      const fresh = aFile()
      const told = await raceOn({ call: 'makeKey', path: fresh.path, tenant: 'main', rows })
      expect(told).toEqual({ created: 1, exists: 127 })
      const names = fromOutside(fresh.path, (database) =>
        database.prepare('select name from migrations order by number').all(),
      )
      expect(names.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
      // They leave it before it goes away.
      await raceOn({ call: 'makeKey', path: file.path, tenant: anId('jti'), rows })
      fresh.discard()
    }
  })
})
