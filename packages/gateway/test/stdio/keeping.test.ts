/** How many children there are, for whom, for how long, and what happens when they keep dying. */
import { describe, expect, it } from 'vitest'
import { GatewayFault, toFault } from '../../src/fault.ts'
import type { RunningChild } from '../../src/stdio/child.ts'
import { echo, isAlive, openChildren, until } from './children-world.ts'

const refusal = (getting: Promise<unknown>): Promise<GatewayFault> =>
  getting.then(() => Promise.reject(new Error('it was given')), toFault)

describe('children', () => {
  it('are one for each key, however many ask at once, and each is greeted once', async () => {
    const greeted: string[] = []
    const { children, pids } = openChildren(echo, {
      needs: { greet: async (_child, key) => void greeted.push(key) },
    })
    expect(children.health()).toEqual({ state: 'idle' })
    const all = await Promise.all(['alice', 'bob', 'alice', 'alice', 'bob'].map((key) => children.get(key)))
    expect(new Set(all).size).toBe(2)
    expect(await children.get('bob')).toBe(all[1])
    expect(greeted.toSorted()).toEqual(['alice', 'bob'])
    expect(pids()).toHaveLength(2)
    expect(children.health()).toEqual({ state: 'up', reason: '2 children' })
  })

  it('live apart: the crash of one leaves the other', async () => {
    const { children, ends } = openChildren(
      `process.stdin.on('data', (bytes) => bytes.includes('crash') ? process.exit(1) : process.stdout.write(bytes))`,
    )
    const [alice, bob] = await Promise.all([children.get('alice'), children.get('bob')])
    alice.send({ crash: true })
    await until(() => ends.length > 0)
    expect(await children.get('bob')).toBe(bob)
    expect(children.health()).toEqual({ state: 'up', reason: '1 child' })
    expect(await children.get('alice')).not.toBe(alice)
  })

  it('without work end after a while; with work they stay', async () => {
    const { children, ends, pids } = openChildren(echo, {
      definition: { timeouts: { idle: 60, call: 1000, start: 10_000 } },
    })
    const child = await children.get('')
    const giveBack = child.hold()
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(ends).toEqual([])
    giveBack()
    giveBack()
    await until(() => ends.length > 0)
    expect(ends).toEqual(['it had no work'])
    await until(() => !isAlive(pids()[0] ?? 0))
    expect(await children.get('')).not.toBe(child)
  })

  it('make room for others when they have no work: who waits longest goes first, and never are there more than may be', async () => {
    let now = 0
    const { children, ends, pids } = openChildren(echo, {
      definition: { maxChildren: 2 },
      needs: { now: () => (now += 1) },
    })
    const alice = await children.get('alice')
    await children.get('bob')
    await new Promise((resolve) => setImmediate(resolve))
    alice.hold()()
    const carol = await children.get('carol')
    expect(ends).toEqual(['it had no work, and another child needed its place'])
    expect(pids().map(isAlive)).toEqual([true, false, true])
    expect(await children.get('alice')).toBe(alice)
    alice.hold()
    carol.hold()
    expect(await refusal(children.get('dave'))).toMatchObject({ fault: 'overloaded', status: 503, retryAfter: 5 })
    expect(pids()).toHaveLength(3)
  })

  it('are not taken from whoever got one just now', async () => {
    const { children, ends } = openChildren(echo, { definition: { maxChildren: 1 } })
    await children.get('alice')
    await new Promise((resolve) => setImmediate(resolve))
    const [alice, bob] = await Promise.allSettled([
      children.get('alice').then((child) => child.hold()),
      children.get('bob').then((child) => child.hold()),
    ])
    expect([alice.status, bob.status, ends]).toEqual(['fulfilled', 'rejected', []])
  })

  it('that end by themselves leave their place to the next, who waits for it', async () => {
    const next: Promise<RunningChild>[] = []
    const ask = (): void => {
      if (next.length === 0) next.push(world.children.get(''))
    }
    const world = openChildren(`process.stdin.once('data', () => process.exit(1))`, {
      definition: { maxChildren: 1 },
      needs: {
        greet: async (starting) => starting.listen({ onMessage: () => undefined, onEnd: ask }),
      },
    })
    const child = await world.children.get('')
    child.hold()
    child.send({ die: 1 })
    await until(() => next.length === 1)
    expect(await next[0]).not.toBe(child)
    expect(world.pids()).toHaveLength(2)
  })
})

describe('a child that keeps dying', () => {
  it('is not started again and again: each time it waits longer, and the client is told how long', async () => {
    let now = 0
    const { children, ends, pids } = openChildren(`process.stdin.once('data', () => process.exit(1))`, {
      needs: { now: () => now },
    })
    const die = async (): Promise<void> => {
      const times = ends.length
      const child = await children.get('')
      child.send({ die: 1 })
      await until(() => ends.length > times)
    }
    await die()
    const waits: number[] = []
    for (let times = 2; times <= 5; times += 1) {
      await die()
      const fault = await refusal(children.get(''))
      expect(fault).toMatchObject({ fault: 'upstream_not_ready', status: 503 })
      expect(children.health()).toMatchObject({
        state: 'down',
        reason: expect.stringContaining('exit code 1; it may start again in') as unknown,
      })
      waits.push(fault.retryAfter ?? 0)
      now += (fault.retryAfter ?? 0) * 1000
    }
    expect(waits[0]).toBe(1)
    expect(waits[3]).toBeGreaterThanOrEqual(4)
    expect(waits[3]).toBeLessThanOrEqual(8)
    expect(pids()).toHaveLength(5)
  })

  it('starts at once when it had run well before', async () => {
    let now = 0
    const { children, ends } = openChildren(`process.stdin.once('data', () => process.exit(1))`, {
      needs: { now: () => now },
    })
    const child = await children.get('')
    now = 30_000
    child.send({ die: 1 })
    await until(() => ends.length === 1)
    expect(await children.get('')).not.toBe(child)
  })
})

describe('the greeting of a child', () => {
  it('that takes too long ends the child and is told', async () => {
    const { children, pids, lines } = openChildren(echo, {
      definition: { timeouts: { idle: 60_000, call: 1000, start: 30 } },
      needs: { greet: () => new Promise(() => undefined) },
    })
    expect(await refusal(children.get(''))).toMatchObject({ fault: 'upstream_too_slow', status: 504 })
    await until(() => pids().every((pid) => !isAlive(pid)))
    expect(lines.at(-1)).toMatchObject({ level: 'warn', event: 'gateway.child-ended' })
    expect(await refusal(children.get(''))).toMatchObject({ fault: 'upstream_not_ready' })
  })

  it('that fails ends the child: the client learns what may be said, the log the cause', async () => {
    const broken = openChildren(echo, { needs: { greet: () => Promise.reject(new Error('speaks no MCP')) } })
    expect(await refusal(broken.children.get(''))).toMatchObject({
      fault: 'upstream_unreachable',
      message: expect.not.stringContaining('speaks no MCP') as unknown,
      cause: { message: 'speaks no MCP' },
    })
    expect(broken.lines.at(-1)?.facts['reason']).toBe('it did not become ready: speaks no MCP')
    const bad = new GatewayFault('upstream_bad_answer', 'it answers nonsense')
    const named = openChildren(echo, { needs: { greet: () => Promise.reject(bad) } })
    expect(await refusal(named.children.get(''))).toBe(bad)
  })

  it('ends with the child that dies meanwhile', async () => {
    const { children } = openChildren('console.error("no key"); process.exit(1)', {
      needs: { greet: () => new Promise(() => undefined) },
    })
    const fault = await refusal(children.get(''))
    expect(fault).toMatchObject({
      fault: 'upstream_unreachable',
      cause: { message: 'it ended with exit code 1; it last said: no key' },
    })
    expect(fault.message).not.toContain('no key')
  })
})

describe('closing', () => {
  it('lets work finish within its grace, takes no more, and then ends all', async () => {
    const { children, ends, pids } = openChildren(echo)
    const giveBack = (await children.get('alice')).hold()
    await children.get('bob')
    const closing = children.close(5000)
    expect(await refusal(children.get('carol'))).toMatchObject({ fault: 'upstream_not_ready', retryAfter: 2 })
    await until(() => ends.length === 1)
    expect(ends).toEqual(['its server is closed'])
    giveBack()
    await closing
    expect(ends).toHaveLength(2)
    expect(pids().filter(isAlive)).toEqual([])
  })

  it('does not wait longer than its grace, nor for whoever is being greeted', async () => {
    const { children, ends, pids } = openChildren(echo)
    ;(await children.get('alice')).hold()
    await children.close(20)
    expect(ends).toEqual(['its server is closed'])
    const slow = openChildren(echo, { needs: { greet: () => new Promise(() => undefined) } })
    const fault = refusal(slow.children.get('alice'))
    await until(() => slow.pids().length === 1)
    await slow.children.close(5000)
    expect(await fault).toMatchObject({ fault: 'upstream_unreachable' })
    expect([...pids(), ...slow.pids()].filter(isAlive)).toEqual([])
  })
})
