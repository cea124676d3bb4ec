/** Two tenants never see each other, whatever verb is called with whatever id of the other. V11 */
import { describe, expect, it } from 'vitest'
import { seconds } from '@gatehouse/protocol/time'
import type { OpenStore } from '@gatehouse/issuer/ports/store'
import { anId, later, NOW } from './examples.ts'
import { PROBES } from './tenant-probes.ts'
import type { Probes } from './tenant-probes.ts'
import { aWorld, seen } from './world.ts'
import type { World } from './world.ts'

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
