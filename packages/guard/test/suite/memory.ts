/** The suite, part nine: what is remembered of a token, and how seldom the issuer is asked. */
import { describe, expect, it } from 'vitest'
import { start } from '../local-issuer.ts'
import type { Adapter } from './adapter.ts'
import { expectAdmitted, refused, verdict, worldsOn } from './world.ts'

export const proveMemory = (adapter: Adapter): void => {
  const open = worldsOn(adapter)

  describe('a verified token is remembered, and only that very token', () => {
    it('R17: it dies at exp and not a second later', async () => {
      const world = await open()
      const token = await world.token({ exp: start + 100 })
      expectAdmitted(await world.callWith(token))
      world.clock.now = start + 99
      expectAdmitted(await world.callWith(token))
      world.clock.now = start + 100
      expect(verdict(await world.callWith(token))).toEqual(refused)
    })

    it('R17: it gets its own verdict at another resource of the same process', async () => {
      const world = await open()
      const token = await world.token()
      expectAdmitted(await world.callWith(token))
      const { fetch } = world.authority
      const elsewhere = await open({ resource: 'https://mail.example/mcp', fetch })
      expect((await elsewhere.callWith(token)).status).toBe(401)
      expect(elsewhere.handled).toEqual([])
    })

    it('R17: it is refused on the next call after it was revoked', async () => {
      const ended = new Set<string>()
      const hasEnded = ({ grantId = '' }: { readonly grantId?: string }) => ended.has(grantId)
      const world = await open({ revocation: { hasEnded } })
      const token = await world.token()
      expectAdmitted(await world.callWith(token))
      ended.add('grt_1')
      expect(verdict(await world.callWith(token))).toEqual(refused)
    })
  })

  describe('the issuer is asked seldom', () => {
    it('R18: a flood of unknown keys causes one more JWKS fetch in a cooldown, while good tokens pass', async () => {
      const world = await open()
      const good = await world.token()
      expectAdmitted(await world.callWith(good))
      world.clock.now += 30
      const bad = await world.token({}, { kid: 'KID' })
      const [header = '', ...rest] = bad.split('.')
      const text = Buffer.from(header, 'base64url').toString()
      const named = (n: number) => Buffer.from(text.replace('KID', `kid-${n}`)).toString('base64url')
      // All 10,000 of the case where nothing but the guard has to bear them.
      const isWhole = !adapter.isOverSockets && adapter.stand === 'host'
      const many = Array.from({ length: isWhole ? 10_000 : 500 }, (_, n) => n)
      const flood = many.map((n) => world.callWith([named(n), ...rest].join('.')))
      const honest = Array.from({ length: 100 }, () => world.callWith(good))
      for (const response of await Promise.all(honest)) expectAdmitted(response)
      expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([401]))
      expect(world.authority.jwksFetches()).toBe(2)
      const another = (n: number) => world.callWith([named(n), ...rest].join('.'))
      world.clock.now += 29
      await another(-1)
      expect(world.authority.jwksFetches()).toBe(2)
      world.clock.now += 1
      await another(-2)
      expect(world.authority.jwksFetches()).toBe(3)
    })
  })
}
