/** Two tenants never see each other, whatever verb is called with whatever id of the other. V11 */
import { describe, expect, it } from 'vitest'
import { days, seconds } from '@gatehouse/protocol/time'
import type { OpenStore, Store } from '@gatehouse/issuer/ports/store'
import { aJournalRow, anId, aPending, aRefreshToken, aUser, later, NOW } from './examples.ts'
import { spending } from './stories.ts'
import { aWorld, RATE, seen } from './world.ts'
import type { World } from './world.ts'

type Verbs = Omit<Store, 'sweep'>
/** What a stranger's tenant is told; a verb that is missing here does not compile. */
type Probes = {
  readonly [Port in keyof Verbs]: {
    readonly [Verb in keyof Verbs[Port]]: {
      readonly call: (port: Verbs[Port], world: World) => Promise<unknown>
      readonly told: unknown
    }
  }
}

const journal = [aJournalRow()]

const PROBES: Probes = {
  clients: {
    find: { call: (port, { client }) => port.find(client.id), told: undefined },
    list: { call: (port) => port.list(), told: [] },
    create: { call: (port, { client }) => port.create(client, []), told: 'created' },
    remove: { call: (port, { client }) => port.remove(client.id, NOW, []), told: 'removed' },
    register: { call: (port, { client }) => port.register(client, 0, []), told: 'created' },
    setDisabled: { call: (port) => port.setDisabled(anId('cli'), NOW, journal), told: 'unknown' },
  },
  consents: {
    find: {
      call: (port, { user, client, consent }) => port.find(user.id, client.id, consent.redirectUri, NOW),
      told: [],
    },
  },
  endedGrants: {
    hasEnded: { call: (port, { grant }) => port.hasEnded({ grantId: grant.id, jti: anId('jti') }), told: true },
    endToken: { call: (port, { endedJti }) => port.endToken(endedJti, later(1), []), told: undefined },
  },
  grants: {
    find: { call: (port, { grant }) => port.find(grant.id), told: undefined },
    listLive: { call: (port, { user }) => port.listLive(user.id, NOW), told: [] },
    end: { call: (port, { grant }) => port.end(grant.id, 'revoked', NOW, journal), told: 'unknown' },
  },
  issuance: {
    approve: {
      call: (port, { pending, openCode }) => port.approve(pending.id, { code: openCode, consents: [] }, NOW, journal),
      told: { outcome: 'gone' },
    },
    deny: { call: (port, { pending }) => port.deny(pending.id, NOW, journal), told: { outcome: 'gone' } },
    findCode: { call: (port, { openCode }) => port.findCode(openCode.id, openCode.secretHash), told: undefined },
    findRefreshToken: { call: (port, { child }) => port.findRefreshToken(child.id, child.secretHash), told: undefined },
    issue: {
      call: (port, { child, client }) =>
        port.issue(spending(child), { refreshToken: aRefreshToken(child), clientId: client.id }, NOW, journal),
      told: { outcome: 'ended' },
    },
    countReplay: { call: (port, { grant }) => port.countReplay(grant.id, 9, days(1), NOW, journal), told: 'overLimit' },
  },
  journal: {
    list: { call: (port) => port.list({ limit: 100 }), told: [] },
    append: { call: (port) => port.append(journal), told: undefined },
  },
  pendingAuthorizations: {
    find: { call: (port, { pending }) => port.find(pending.id, NOW), told: undefined },
    claim: { call: (port, { pending }) => port.claim(pending.id, 'handle', 'thief', NOW), told: 'gone' },
    create: { call: (port, { pending }) => port.create({ ...aPending(), id: pending.id }), told: undefined },
  },
  rateLimits: {
    check: { call: (port) => port.check('key', RATE, NOW), told: { allowed: true } },
    giveBack: { call: (port) => port.giveBack('key'), told: undefined },
    take: { call: (port) => port.take('key', RATE, NOW), told: { allowed: true } },
  },
  resources: {
    list: { call: (port) => port.list(), told: [] },
    findKey: { call: (port, { key }) => port.findKey(key.id, key.secretHash), told: undefined },
    update: { call: (port, { resource }) => port.update(resource, journal), told: 'unknown' },
    create: { call: (port, { resource }) => port.create({ ...resource, title: 'Other' }, []), told: 'created' },
    addKey: { call: (port, { key }) => port.addKey({ ...key, label: 'other' }, []), told: undefined },
  },
  sessions: {
    find: { call: (port, { session }) => port.find(session.id, session.secretHash, NOW), told: undefined },
    knowsBrowser: {
      call: (port, { user, session }) => port.knowsBrowser(user.id, session.browserHash, NOW),
      told: false,
    },
    touch: { call: (port, { session }) => port.touch(session.id, later(1)), told: undefined },
    end: { call: (port, { session }) => port.end(session.id, []), told: undefined },
    create: { call: (port, { session }) => port.create({ ...session, browserHash: 'other' }, []), told: undefined },
  },
  signingKeys: {
    list: { call: (port) => port.list(), told: [] },
    createFirst: { call: (port, { signingKey }) => port.createFirst({ ...signingKey, alg: 'RS256' }), told: 'created' },
  },
  users: {
    find: { call: (port, { user }) => port.find(user.id), told: undefined },
    findBySignInName: { call: (port, { user }) => port.findBySignInName(user.signInNames[0] ?? ''), told: undefined },
    list: { call: (port) => port.list(), told: [] },
    isClaimed: { call: (port) => port.isClaimed(), told: false },
    setPassword: { call: (port, { user }) => port.setPassword(user.id, 'stolen', journal), told: 'unknown' },
    setDisabled: { call: (port, { user }) => port.setDisabled(user.id, NOW, journal), told: 'unknown' },
    remove: { call: (port, { user }) => port.remove(user.id, NOW, journal), told: 'unknown' },
    addSetupLink: { call: (port) => port.addSetupLink('link', later(1)), told: undefined },
    isSetupLinkOpen: { call: (port) => port.isSetupLinkOpen('another link', NOW), told: false },
    createFirst: { call: (port) => port.createFirst(aUser(), 'operator', NOW, []), told: 'created' },
    create: { call: (port, { user }) => port.create({ ...user, name: 'Impostor' }, []), told: 'created' },
  },
}

export const proveTenants = (open: () => OpenStore): void => {
  describe('tenants', () => {
    it.each(Object.keys(PROBES) as (keyof Probes)[])(
      'V11: %s of one never touches, shows or blocks the other',
      async (name) => {
        const [mine, theirs] = [open().forTenant(anId('jti')), open().forTenant(anId('jti'))]
        const world = await aWorld(mine)
        const before = await seen(mine, world)
        for (const [verb, { call, told }] of Object.entries<{ call: unknown; told: unknown }>(PROBES[name])) {
          // The table above pairs each call with its own port.
          const ask = call as (port: unknown, world: World) => Promise<unknown>
          expect({ [verb]: await ask(theirs[name], world) }).toEqual({ [verb]: told })
        }
        expect(await seen(mine, world)).toEqual(before)
      },
    )

    it('V11: sweeps only its own', async () => {
      const [mine, theirs] = [open().forTenant(anId('jti')), open().forTenant(anId('jti'))]
      const world = await aWorld(mine)
      const before = await seen(mine, world)
      expect(await theirs.sweep(later(10 ** 9), 1000)).toBe(0)
      expect(await seen(mine, world)).toEqual(before)
    })

    it('is the same tenant under the same name', async () => {
      const name = anId('jti')
      const world = await aWorld(open().forTenant(name))
      const again = open().forTenant(name)
      expect(await again.clients.find(world.client.id)).toEqual(world.client)
      expect(await again.rateLimits.take('key', { limit: 1, window: seconds(100) }, NOW)).toMatchObject({
        allowed: false,
      })
    })

    it.each([
      "'; drop table users; --",
      '%',
      '_',
      'main ',
      ' main',
      'MAIN',
      'a"b',
      '{"$ne":null}',
      '__proto__',
      'ümlaut',
    ])('V1: the name %j is one tenant like any other', async (name) => {
      const tenant = `${name}${anId('jti')}`
      const world = await aWorld(open().forTenant(tenant))
      expect(await open().forTenant(tenant).users.find(world.user.id)).toEqual(world.user)
      expect(await open().forTenant(tenant.toUpperCase()).users.list()).toEqual([])
      expect(await open().forTenant('%').users.find(world.user.id)).toBeUndefined()
    })
  })
}
