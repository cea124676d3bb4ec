/** Tokens of a form of one's own: whatever their verifier does wrong lets nobody in, and hands nothing on. */
import { describe, expect, it } from 'vitest'
import { type CustomVerifier, createGuard } from '../src/index.ts'
import { issuer, resource, smallWorld, start } from './local-issuer.ts'

describe('a verifier of one’s own', () => {
  const good = { issuer: 'https://own.example', subject: 'carol', scopes: ['notes:read'] }
  const worldWith = (verify: () => unknown, recognises: (token: string) => unknown = () => true) =>
    smallWorld({ verifiers: [{ verify, recognises } as CustomVerifier] })

  it('says who calls, and for how long', async () => {
    let found: unknown = { ...good, expiresAt: start + 12 }
    const world = await worldWith(() => found)
    expect(await (await world.callWith('own')).json()).toEqual({ subject: 'carol' })
    world.clock.now = start + 12
    expect((await world.callWith('own')).status).toBe(401)
    found = good
    world.clock.now += 5
    expect((await world.callWith('own')).status).toBe(200)
    found = undefined
    world.clock.now += 5
    expect((await world.callWith('own')).status).toBe(401)
  })

  it('R21: whatever it does wrong lets nobody in, and no other validator is asked', async () => {
    const wrong: readonly (readonly [() => unknown, number])[] = [
      [
        () => {
          throw new Error('down')
        },
        503,
      ],
      [() => Promise.reject(new Error('down')), 503],
      [() => null, 401],
      [() => undefined, 401],
      [() => Promise.resolve(undefined), 401],
      [() => ({}), 500],
      [() => true, 500],
      [() => 'carol', 500],
      [() => [], 500],
      [() => ({ ...good, subject: '' }), 500],
      [() => ({ ...good, issuer: undefined }), 500],
      [() => ({ ...good, issuer: 'https://own.example|carol' }), 500],
      [() => ({ ...good, scopes: 'notes:read' }), 500],
      [() => ({ ...good, scopes: undefined }), 500],
      [() => ({ ...good, clientId: 7 }), 500],
      [() => ({ ...good, claims: [] }), 500],
      [() => ({ ...good, expiresAt: Number.NaN }), 500],
      [() => ({ ...good, expiresAt: Date.now() }), 500],
      [() => ({ ...good, expiresAt: start }), 401],
    ]
    for (const [verify, status] of wrong) {
      const world = await worldWith(verify)
      // A good JWT of the issuer, which this verifier claims for itself.
      expect((await world.callWith(await world.token())).status).toBe(status)
      expect(world.handled).toEqual([])
      expect(world.authority.asked).toEqual([])
    }
  })

  it('R21: a verifier that does not say clearly whether a token is its own lets nobody in', async () => {
    for (const answer of [undefined, null, 1, 'no', Promise.resolve(false)]) {
      const world = await worldWith(
        () => undefined,
        () => answer,
      )
      expect((await world.callWith(await world.token())).status).toBe(500)
      expect(world.authority.asked).toEqual([])
    }
  })

  it('keeps no hold on what it handed over', async () => {
    const claims = { team: ['a'] }
    let seen: unknown
    const world = await smallWorld({
      verifiers: [{ recognises: () => true, verify: () => ({ ...good, claims }) }],
      onDecision: ({ caller }) => (seen = caller?.claims),
    })
    await world.callWith('own')
    claims.team.push('admin')
    expect(seen).toEqual({ team: ['a'] })
  })

  it('that is none stops the start', () => {
    const verifiers = [{ verify: () => undefined }] as unknown as CustomVerifier[]
    expect(() => createGuard({ resource, issuer, verifiers })).toThrow(/verifiers\[0\] is no verifier/)
  })
})
