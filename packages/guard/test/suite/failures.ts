/** The suite, part eight: whoever cannot decide, refuses; and every decision is told once, without the token. */
import { describe, expect, it } from 'vitest'
import type { Decision, GuardOptions } from '../../src/index.ts'
import { issuer, resource, start } from '../local-issuer.ts'
import type { Adapter } from './adapter.ts'
import { jsonHeaders } from './ask.ts'
import { expectAdmitted, refused, verdict, worldsOn } from './world.ts'

const unavailable = { status: 503, error: undefined, pointsHome: false }

export const proveFailures = (adapter: Adapter): void => {
  const open = worldsOn(adapter)

  describe('whoever cannot decide, refuses', () => {
    it('R21: a revocation check that throws, rejects or answers neither true nor false lets nobody in', async () => {
      const fail = (): never => {
        throw new Error('down')
      }
      const answers: (() => unknown)[] = [
        fail,
        () => Promise.reject(new Error('down')),
        () => Promise.resolve(undefined),
        ...[undefined, null, {}, 0, '', 'false'].map((answer) => () => answer),
      ]
      let answering = answers[0]
      const world = await open({ revocation: { hasEnded: () => answering?.() as boolean } })
      for (const answer of answers) {
        answering = answer
        const response = await world.callWith(await world.token())
        expect(verdict(response)).toEqual(unavailable)
        expect(response.headers.get('retry-after')).toBe('2')
      }
      expect(world.handled).toEqual([])
    })

    it('R21: an own verifier that throws, rejects, or answers with nobody lets nobody in', async () => {
      const answers = [undefined, null, {}, { subject: '' }, { subject: 7 }, 'usr_alice', true]
      for (const answer of [...answers, new Error('down')]) {
        const verify = async () => {
          if (answer instanceof Error) throw answer
          return answer
        }
        const recognises = (token: string) => token.startsWith('own_')
        const verifiers = [{ recognises, verify }] as unknown as NonNullable<GuardOptions['verifiers']>
        const world = await open({ verifiers })
        const response = await world.callWith('own_token')
        expect(response.status).toBeGreaterThanOrEqual(401)
        expect(world.handled).toEqual([])
      }
    })

    it('R21: an issuer that cannot be read lets nobody in, says so as 503, and is asked again later', async () => {
      const world = await open()
      const metadata = '/.well-known/oauth-authorization-server'
      world.authority.answer(metadata, () => Response.json({ issuer: `${issuer}/`, jwks_uri: `${issuer}/jwks` }))
      expect(verdict(await world.callWith(await world.token()))).toEqual(unavailable)
      expect(world.handled).toEqual([])
      world.authority.answer(metadata, () => Response.json(world.authority.metadata))
      world.clock.now += 2
      expectAdmitted(await world.callWith(await world.token()))
    })

    it('R21: a clock that throws is our own fault: 500, nobody in, no detail for the caller', async () => {
      const events: Decision[] = []
      const now = () => {
        throw new Error('the secret of the clock')
      }
      const world = await open({ now, onDecision: (decision) => events.push(decision) })
      const response = await world.callWith(await world.token())
      expect(response.status).toBe(500)
      expect(await response.text()).not.toContain('secret')
      expect(events).toMatchObject([{ code: 'server_error', cause: new Error('the secret of the clock') }])
      expect(world.handled).toEqual([])
    })

    it('a broken log neither opens nor closes the door', async () => {
      const onDecision = () => {
        throw new Error('disk full')
      }
      const world = await open({ onDecision })
      expectAdmitted(await world.callWith(await world.token()))
      expect((await world.call({})).status).toBe(401)
    })
  })

  it('every decision is told once: who, what and why, without the token', async () => {
    const events: Decision[] = []
    const tools = { write_note: ['notes:write'] }
    const world = await open({ onDecision: (decision) => events.push(decision), tools })
    const token = await world.token()
    const writing = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'write_note' } }
    await world.callWith(token)
    await world.call({})
    await world.callWith(token, { headers: jsonHeaders, body: JSON.stringify(writing) })
    expect(verdict(await world.callWith(await world.token({ exp: start })))).toEqual(refused)
    const caller = { subject: 'usr_alice', clientId: 'cli_app', grantId: 'grt_1' }
    const calls = [{ method: 'tools/call', name: 'write_note' }]
    const lacking = { outcome: 'refused', status: 403, code: 'insufficient_scope', caller, calls }
    expect(events).toMatchObject([
      { outcome: 'allowed', resource, caller, calls: [], scopesNeeded: ['notes:read'] },
      { outcome: 'refused', status: 401, code: 'no_token' },
      { ...lacking, scopesNeeded: ['notes:read', 'notes:write'] },
      { outcome: 'refused', status: 401, code: 'invalid_token', reason: expect.stringContaining('has expired') },
    ])
    expect(events[1]).not.toHaveProperty('caller')
    expect(JSON.stringify(events)).not.toContain(token)
  })
}
