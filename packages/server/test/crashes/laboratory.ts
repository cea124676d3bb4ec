/** kill -9 of a server while clients are at work, again and again: starts it, lets them work, kills it, checks, and hands over what was seen. X2 */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { adminSocketPath, createAdminClient } from '@gatehouse/admin-api'
import type { AppFetch } from '../../src/app-needs.ts'
import { databaseFile } from '../../src/compose.ts'
import { faultsIn, missingFrom, unacknowledgedIn } from './check-database.ts'
import { wrongTokens } from './check-tokens.ts'
import type { Asking } from './check-tokens.ts'
import { CALLBACK, CLIENT, createClientLife, Lost } from './client-life.ts'
import { isIssued, openFactBook } from './facts.ts'
import type { Fact, FactBook } from './facts.ts'
import { createVictim } from './victim.ts'
import type { Victim } from './victim.ts'

export interface Plan {
  readonly kills: number
  readonly clients: number
  /** Decides when it is killed. */
  readonly seed: number
}

export interface Report {
  readonly starts: readonly number[]
  readonly counted: Readonly<Record<string, number>>
  /** Empty, or something is badly wrong. */
  readonly violations: readonly string[]
}

const PASSWORD = 'a lamp in every window'
const SERVERS = [
  { name: 'files', url: 'http://localhost:3000/mcp', accessTokenFormat: 'jwt' },
  { name: 'mail', url: 'http://localhost:3001/mcp', accessTokenFormat: 'opaque' },
] as const
const [EARLIEST, LATEST] = [50, 1500]

export const killOften = async ({ kills, clients, seed }: Plan): Promise<Report> => {
  const victim = await createVictim(environment)
  const book = openFactBook(join(victim.dataDirectory, 'facts.jsonl'))
  const random = randomFrom(seed)
  const crowd = gather(victim, book)
  const starts: number[] = []
  try {
    starts.push(await victim.start())
    const checks = prepareChecks(victim, book, await crowd.asking())
    const { done: atWork } = await crowd.putToWork(clients)
    for (let kill = 0; kill < kills; kill += 1) {
      await Promise.race([pause(EARLIEST + random() * (LATEST - EARLIEST)), atWork])
      crowd.goDown()
      await victim.kill()
      starts.push(await victim.start())
      // Before they go on: what ends while it is looked at would look like a loss.
      crowd.violations.push(...(await checks.ofLife(kill)))
      crowd.comeUp()
    }
    crowd.stop()
    await atWork
    crowd.violations.push(...(await checks.ofAll()), ...complaintsOf(victim))
    return { starts, counted: { ...crowd.counted, ...checks.counted() }, violations: crowd.violations }
  } finally {
    book.close()
    await victim.discard()
  }
}

const environment: Readonly<Record<string, string>> = {
  GATEHOUSE_BOOTSTRAP_USER: 'alice',
  GATEHOUSE_BOOTSTRAP_PASSWORD: PASSWORD,
  GATEHOUSE_DATABASE_SYNCHRONOUS: 'full',
  // Each client has a network of its own, as behind a proxy.
  GATEHOUSE_TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
  GATEHOUSE_CLIENTS: JSON.stringify([{ id: CLIENT, name: 'Desk', redirectUris: [CALLBACK] }]),
  GATEHOUSE_SERVERS: JSON.stringify(
    SERVERS.map((server) => ({ ...server, scopes: [{ name: `${server.name}:read`, description: 'Read' }] })),
  ),
}

const gather = (victim: Victim, book: FactBook) => {
  const counted: Record<string, number> = { 'lost answers': 0, 'codes spent without an answer': 0 }
  const violations: string[] = []
  let isStopped = false
  let life = 0
  const gate = createGate()
  const ask = through(victim.issuer)

  const lifeOf = (number: number) =>
    createClientLife({
      issuer: victim.issuer,
      resource: SERVERS[number % SERVERS.length]?.url ?? '',
      password: PASSWORD,
      number,
      ask,
      isStopped: () => isStopped,
      untilUp: () => gate.untilOpen(),
      life: () => life,
      note: book.write,
      violate: (what) => violations.push(what),
      count: (what) => (counted[what] = (counted[what] ?? 0) + 1),
    })

  return {
    counted,
    violations,
    goDown: () => gate.close(),
    comeUp() {
      life += 1
      gate.open()
    },
    stop: () => void (isStopped = true),
    /** All are signed in; resolves with the end of their work. */
    async putToWork(clients: number) {
      const lives = Array.from({ length: clients }, (_, index) => lifeOf(index + 1))
      for (const { signIn } of lives) await signIn()
      const atWork = Promise.all(lives.map(({ work }) => work()))
      // Whoever waits for it hears of it.
      atWork.catch(() => undefined)
      return { done: atWork }
    },
    async asking(): Promise<Asking> {
      const admin = createAdminClient(adminSocketPath(victim.dataDirectory))
      const keys = SERVERS.map(async ({ name, url }) => {
        const { key } = await admin('addServerKey', { name, label: 'checker' })
        return [url, key] as const
      })
      return { issuer: victim.issuer, ask, keys: new Map(await Promise.all(keys)) }
    },
  }
}

/** Whoever comes while it is closed waits. */
const createGate = () => {
  let waiting = Promise.resolve()
  let letThrough = (): void => undefined
  return {
    untilOpen: () => waiting,
    open: () => letThrough(),
    close() {
      waiting = new Promise((resolve) => (letThrough = resolve))
    },
  }
}

const prepareChecks = (victim: Victim, book: FactBook, asking: Asking) => {
  const path = databaseFile(victim.dataDirectory)
  const unacknowledged = new Set<string>()
  const checkWith = async (facts: readonly Fact[], isMeant: (fact: Fact) => boolean) => [
    ...faultsIn(path),
    ...missingFrom(path, facts, isMeant),
    ...(await wrongTokens(facts, asking, isMeant)),
  ]
  return {
    /** What was acknowledged in the life that was just ended. */
    ofLife(life: number) {
      const facts = book.read()
      for (const id of unacknowledgedIn(path, facts)) unacknowledged.add(id)
      return checkWith(facts, (fact) => fact.life === life)
    },
    ofAll: () => checkWith(book.read(), () => true),
    counted(): Readonly<Record<string, number>> {
      const facts = book.read()
      const issued = facts.filter(isIssued)
      const ended = facts.filter((fact) => fact.kind === 'ended')
      return {
        'of them tokens that were committed already': unacknowledged.size,
        'codes redeemed': issued.filter(({ spent }) => spent === 'code').length,
        'tokens refreshed': issued.filter(({ spent }) => spent === 'refresh token').length,
        'families revoked': ended.filter(({ what }) => what === 'family').length,
        'access tokens revoked': ended.filter(({ what }) => what !== 'family').length,
      }
    },
  }
}

/** The server itself must not complain either: each error in its log is a fault of ours. */
const complaintsOf = ({ complaints }: Victim): readonly string[] =>
  complaints.slice(0, 5).map((complaint) => `in the log: ${complaint}`)

const through =
  (issuer: string): AppFetch =>
  async (request, { address = '' }) => {
    const { pathname, search } = new URL(request.url)
    const { method } = request
    const headers = new Headers(request.headers)
    headers.set('X-Forwarded-For', address)
    const body = request.body ? await request.text() : undefined
    const options = { method, headers, redirect: 'manual', signal: AbortSignal.timeout(10_000) } as const
    try {
      const answer = await fetch(`${issuer}${pathname}${search}`, {
        ...options,
        ...(body === undefined ? {} : { body }),
      })
      // Read to its end: half an answer is none.
      const text = await answer.text()
      if (answer.status === 503) throw new Lost('come back')
      const isEmpty = [204, 303].includes(answer.status)
      return new Response(isEmpty ? null : text, { status: answer.status, headers: answer.headers })
    } catch (cause) {
      if (cause instanceof Lost) throw cause
      throw new Lost('no answer', { cause })
    }
  }

/** mulberry32: the same seed, the same kills. */
const randomFrom = (seed: number) => {
  let state = seed >>> 0
  return (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
