/** Two processes on one file, started at one barrier, 64 calls each: exactly one winner. X3 at the store; `npm run races` runs the thousand rounds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { anId, later } from '@gatehouse/store-contract/examples'
import { refresh } from '@gatehouse/store-contract/stories'
import { migrations } from '../src/migrations/index.ts'
import { openRaces, PERMISSIONS } from './races.ts'
import type { Call, Races, Told } from './races.ts'
import { aFile, fromOutside } from './sqlite-files.ts'

const ROUNDS = 8

describe('two processes on one database', () => {
  let races: Races
  beforeAll(async () => {
    races = await openRaces()
  }, 30_000)
  afterAll(async () => races.close())

  const rounds = (call: Call) => races.rounds(call, ROUNDS)
  const everyRound = (told: Told) => Array.from({ length: ROUNDS }, () => told)

  it('C7, X3: redeem one code: one is issued', async () => {
    expect(await rounds('redeem')).toEqual(everyRound({ alreadySpent: 127, issued: 1 }))
  })

  it('I4, X3: refresh one token: one child', async () => {
    expect(await rounds('refresh')).toEqual(everyRound({ alreadySpent: 127, issued: 1 }))
    const children = fromOutside(races.path, (database) =>
      database
        .prepare(
          'select count(*) as most from refresh_tokens group by tenant_id, parent_id having parent_id is not null',
        )
        .all(),
    )
    expect(children.filter(({ most }) => most !== 1)).toEqual([])
  })

  it('V3, X3: use one jti of one issuer: one is first', async () => {
    expect(await rounds('takeOnce')).toEqual(everyRound({ again: 127, first: 1 }))
  })

  it('B3, X3: approve and deny one request: one decides', async () => {
    expect(await rounds('decide')).toEqual(everyRound({ alreadyDecided: 127, decided: 1 }))
  })

  it('X3: claim one request for a browser: one has it', async () => {
    expect(await rounds('claim')).toEqual(everyRound({ claimed: 1, gone: 127 }))
  })

  it('U7, X3: make the first account: one is made', async () => {
    const told: Told[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const tenant = anId('jti')
      await races.store.forTenant(tenant).users.addSetupLink('link', later(60))
      told.push((await races.round('claimInstance', { tenant, isClaimed: false })).told)
      expect(await races.store.forTenant(tenant).users.list()).toHaveLength(1)
    }
    expect(told).toEqual(everyRound({ alreadyClaimed: 127, created: 1 }))
  })

  it('V3, X3: take one sign-in name: one has it', async () => {
    expect(await rounds('takeName')).toEqual(everyRound({ created: 1, nameTaken: 127 }))
  })

  it('X3: make the signing key: there is one', async () => {
    expect(await rounds('makeKey')).toEqual(everyRound({ created: 1, exists: 127 }))
  })

  it('X3: rotate the signing key: there is one more', async () => {
    expect(await rounds('rotateKey')).toEqual(everyRound({ added: 1, notNewest: 127 }))
  })

  it('X3: register by one permission: as many as it allows', async () => {
    expect(await rounds('usePermission')).toEqual(everyRound({ refused: 128 - PERMISSIONS, taken: PERMISSIONS }))
  })

  it('X3: update one client by one registration token: one does', async () => {
    expect(await rounds('updateClient')).toEqual(everyRound({ changed: 127, updated: 1 }))
  })

  it('X3: end one grant: one ends it', async () => {
    expect(await rounds('end')).toEqual(everyRound({ alreadyEnded: 127, ended: 1 }))
  })

  it('X3: counters let exactly their limit through', async () => {
    expect(await rounds('countReplay')).toEqual(everyRound({ counted: 10, overLimit: 118 }))
    expect(await rounds('takePlace')).toEqual(everyRound({ 'allowed: false': 123, 'allowed: true': 5 }))
  })

  it.each([
    ['register', 'dynamic', { created: 128 }],
    ['saveDocument', 'document', { saved: 128 }],
  ] as const)('X3: %s: the cap of unused clients holds', async (call, provenance, expected) => {
    const { told, tenant } = await races.round(call)
    expect(told).toEqual(expected)
    const clients = await races.store.forTenant(tenant).clients.list()
    expect(clients.filter((client) => client.provenance === provenance)).toHaveLength(7)
  })

  it.each(['refreshOrEnd', 'refreshOrEndAll'] as const)(
    'I5, X3: %s, against the other process: afterwards nothing of the family lives',
    async (call) => {
      for (let round = 0; round < ROUNDS; round += 1) {
        const { told, tenant, rows } = await races.round(call)
        const { grant, token } = rows.family
        expect([0, 1]).toContain(told['issued'] ?? 0)
        const after = races.store.forTenant(tenant)
        expect((await after.grants.find(grant.id))?.ended?.reason).toBe('revoked')
        expect(await after.endedGrants.hasEnded({ grantId: grant.id, jti: anId('jti') })).toBe(true)
        expect(await refresh(after, { parent: token, clientId: grant.clientId })).toMatchObject({ outcome: 'ended' })
      }
    },
  )

  it('X3: migrate a new database: each migration is applied once, and both go on', async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      const fresh = aFile()
      expect((await races.round('makeKey', { path: fresh.path })).told).toEqual({ created: 1, exists: 127 })
      const names = fromOutside(fresh.path, (database) =>
        database.prepare('select name from migrations order by number').all(),
      )
      expect(names.map(({ name }) => name)).toEqual(migrations.map(({ name }) => name))
      // They leave it before it goes away.
      await races.round('makeKey')
      fresh.discard()
    }
  })
})
