/** The suite, part two: what the claims of a token must say before it is believed. */
import { describe, expect, it } from 'vitest'
import { goodClaims, resource } from '../local-issuer.ts'
import type { Adapter } from './adapter.ts'
import { encode, expectAdmitted, refused, verdict, worldsOn } from './world.ts'

export const proveTokens = (adapter: Adapter): void => {
  const open = worldsOn(adapter)

  describe('a token is believed only if everything in it fits', () => {
    it('lets a good token through', async () => {
      const world = await open()
      expectAdmitted(await world.callWith(await world.token()))
      expectAdmitted(await world.callWith(await world.token({ sub: 'usr_bob' })), 'usr_bob')
    })

    it('R7: an audience that is not exactly this resource is refused', async () => {
      const world = await open()
      const wrong: unknown[] = [
        undefined,
        '',
        'https://other.example/mcp',
        'https://notes.example',
        'https://notes.example/',
        'https://notes.example/mcp/',
        'https://notes.example/mcp-evil',
        'https://notes.example/mc',
        'https://NOTES.example/mcp',
        'https://notes.example/MCP',
        'https://notes.example:443/mcp',
        { '0': resource },
        { [resource]: true },
        [],
        ['https://other.example/mcp'],
        [resource, 'https://other.example/mcp'],
        [[resource]],
        null,
        true,
      ]
      for (const aud of wrong) expect(verdict(await world.callWith(await world.token({ aud })))).toEqual(refused)
      expect(world.handled).toEqual([])
      expectAdmitted(await world.callWith(await world.token({ aud: [resource] })))
    })

    it('R7: a token of another kind is refused, however well it is signed', async () => {
      const world = await open()
      const types = [
        undefined,
        'JWT',
        'jwt',
        'oauth-id-jag+jwt',
        'logout+jwt',
        'dpop+jwt',
        'at+jwt2',
        'x/at+jwt',
        '',
        ['at+jwt'],
      ]
      for (const typ of types) expect(verdict(await world.callWith(await world.token({}, { typ })))).toEqual(refused)
      expect(world.handled).toEqual([])
      expectAdmitted(await world.callWith(await world.token({}, { typ: 'application/AT+JWT' })))
    })

    it('R8: an issuer that differs in one byte is refused', async () => {
      const world = await open()
      const wrong: unknown[] = [
        undefined,
        'https://auth.example/',
        'https://auth.exampl',
        'https://auth.example.evil',
        'HTTPS://auth.example',
        ['https://auth.example'],
        null,
      ]
      for (const iss of wrong) expect(verdict(await world.callWith(await world.token({ iss })))).toEqual(refused)
      expect(world.handled).toEqual([])
    })

    it('R9: a time that is missing, no number, past, or too far ahead is refused', async () => {
      const world = await open()
      const now = world.clock.now
      const wrong: Record<string, unknown>[] = [
        { exp: undefined },
        { exp: String(now + 60) },
        { exp: 0 },
        { exp: null },
        { exp: -1 },
        { exp: now },
        { exp: now - 1 },
        { nbf: now + 61 },
        { nbf: 'soon' },
        { iat: now + 61 },
        { iat: undefined },
        { iat: '1' },
      ]
      for (const claims of wrong) expect(verdict(await world.callWith(await world.token(claims)))).toEqual(refused)
      expect(world.handled).toEqual([])
      for (const claims of [{ exp: now + 1 }, { nbf: now + 60 }, { iat: now + 60 }]) {
        expectAdmitted(await world.callWith(await world.token(claims)))
      }
    })

    it('R9: 1e400 and NaN as exp are refused', async () => {
      const world = await open()
      for (const exp of ['1e400', 'NaN', '9e15e1']) {
        const json = JSON.stringify(goodClaims({ exp: 'EXP' })).replace('"EXP"', exp)
        const signed = `${encode({ alg: 'ES256', kid: 'k1', typ: 'at+jwt' })}.${Buffer.from(json).toString('base64url')}`
        const signature = await crypto.subtle.sign(
          { name: 'ECDSA', hash: 'SHA-256' },
          world.signer.privateKey,
          Buffer.from(signed),
        )
        const token = `${signed}.${Buffer.from(signature).toString('base64url')}`
        expect(verdict(await world.callWith(token))).toEqual(refused)
      }
    })

    it('refuses a token without subject, client or id, one bound to a key, and one with a scope that is no text', async () => {
      const world = await open()
      const wrong: Record<string, unknown>[] = [
        { sub: undefined },
        { sub: '' },
        { sub: 7 },
        { client_id: undefined },
        { jti: undefined },
        { grant_id: 7 },
        { grant_id: '' },
        { cnf: { jkt: 'x' } },
        { scope: ['notes:read'] },
        { scope: 'notes:read\u0000' },
      ]
      for (const claims of wrong) expect(verdict(await world.callWith(await world.token(claims)))).toEqual(refused)
      expect(world.handled).toEqual([])
    })
  })
}
