/** What the official suite requires of servers, of the SDK's own example server: behind the guard, and behind `gatehouse protect`, it scores what it scores bare, scenario by scenario. All are measured through one forwarder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { freePort, startIssuer } from '@gatehouse/guard-story'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startForwarder } from './world/forwarder.ts'
import { type ExampleGuard, scope } from './world/guard-example.ts'
import { registerMachine } from './world/machine.ts'
import { example, measureServer } from './world/official-suite.ts'
import { startProtected, type Protected } from './world/protected.ts'

const closers: (() => unknown)[] = []
let guarded: string
let gateway: Protected
/** Ports of forwarders. */
let ways: Readonly<Record<'bare' | 'behind the guard' | 'behind the gateway', number>>

const forwardTo = async (target: number, token: string): Promise<number> => {
  const forwarder = await startForwarder(target, () => `Bearer ${token}`)
  closers.push(() => forwarder.close())
  return forwarder.port
}

beforeAll(async () => {
  const issuer = await startIssuer()
  closers.push(() => issuer.close())
  const ports = [await freePort(), await freePort(), await freePort()] as const
  guarded = `http://localhost:${ports[1]}/mcp`
  const guardToken = await issuer.token(guarded, scope)
  await Promise.all([
    startExample(ports[0]),
    startExample(ports[1], { resource: guarded, issuer: issuer.url }),
    startExample(ports[2]),
  ])
  gateway = await startProtected([`http://localhost:${ports[2]}/mcp`, '--name', 'example'])
  const scopes = ['example:read', 'example:write', 'example:admin']
  const machine = await registerMachine(gateway, scopes)
  const gatewayToken = await machine.token(gateway.mcp('example'), scopes)
  ways = {
    bare: await forwardTo(ports[0], guardToken),
    'behind the guard': await forwardTo(ports[1], guardToken),
    'behind the gateway': await forwardTo(Number(new URL(gateway.issuer).port), gatewayToken),
  }
}, 60_000)

afterAll(async () => {
  for (const close of closers) close()
  await gateway?.stop()
})

const startExample = async (port: number, guard?: ExampleGuard): Promise<void> => {
  const env = { ...process.env, PORT: `${port}`, ...(guard ? { GUARD: JSON.stringify(guard) } : {}) }
  const words = ['--conditions=gatehouse:source', example]
  const child: ChildProcess = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'ignore'] })
  closers.push(() => child.kill())
  if (child.stdout) await once(child.stdout, 'data')
}

const measure = (way: keyof typeof ways, revision: string) =>
  measureServer(`http://localhost:${ways[way]}${way === 'behind the gateway' ? '/mcp/example' : '/mcp'}`, revision)

describe('the official suite, server', () => {
  it('is measured behind a guard and a gateway that are there', async () => {
    for (const url of [guarded, gateway.mcp('example')]) {
      expect((await fetch(url, { method: 'POST' })).status).toBe(401)
    }
  })

  it.each([
    ['2025-11-25', 30],
    ['2026-07-28', 37],
  ])(
    '%s: all %i required scenarios pass, bare, behind the guard and behind the gateway, and every other scores the same',
    async (revision, required) => {
      const without = await measure('bare', revision)
      expect(without.required).toHaveLength(required)
      for (const name of without.required) expect([name, without.scores.get(name)?.[1]]).toEqual([name, 0])
      for (const way of ['behind the guard', 'behind the gateway'] as const) {
        const within = await measure(way, revision)
        expect([way, Object.fromEntries(within.scores)]).toEqual([way, Object.fromEntries(without.scores)])
      }
    },
    180_000,
  )
})
