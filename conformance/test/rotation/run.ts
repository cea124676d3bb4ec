/** Keys change every few seconds under replicas that sign and guards that verify: counts what a client would have noticed. cases X11 */
import { setTimeout as wait } from 'node:timers/promises'
import { createGuard, type Guard } from '@gatehouse/guard'
import { decodeProtectedHeader } from 'jose'
import { startReplicas, type Replicas } from './replicas.ts'

export interface Plan {
  /** By the clock of the run. */
  readonly seconds: number
  /** A busy machine goes on until so many keys have signed, but not for more than twice as long. */
  readonly leastRotations?: number
  /** How much faster that clock runs than ours. */
  readonly speed: number
  readonly rotateEvery: number
  readonly publishAhead: number
  readonly replicas: number
  readonly guards: number
  /** Tokens a second of ours, for each guard. */
  readonly pace: number
}

export interface Outcome {
  readonly tokens: number
  readonly checks: number
  /** A live token that was refused: the status, and how old it was. */
  readonly failures: readonly string[]
  /** Keys that signed. */
  readonly rotations: number
  /** How often each guard asked for the keys. */
  readonly fetches: readonly number[]
  readonly publishedAtTheEnd: number
}

interface ResourceServer {
  readonly resource: string
  readonly check: (token: string) => Promise<number>
  readonly fetches: () => number
}

interface Held {
  readonly server: ResourceServer
  readonly token: string
  readonly mintedAt: number
  /** When it is shown to its guard, for the first or another time. */
  readonly due: number
}

/** Without one nobody gets a token. */
const account = { GATEHOUSE_BOOTSTRAP_USER: 'alice', GATEHOUSE_BOOTSTRAP_PASSWORD: 'a lamp in every window' }
const issuer = 'http://localhost:4646'
/** Seconds after a token was minted: at once, in between, and when several later keys have signed. */
const showings = [0, 45, 130, 250]

export const rotateUnderLoad = async (plan: Plan): Promise<Outcome> => {
  const began = Date.now()
  /** Seconds of the run's clock. */
  const elapsed = (): number => ((Date.now() - began) / 1000) * plan.speed
  const now = (): number => began / 1000 + elapsed()
  const { rotateEvery, publishAhead, speed } = plan
  const replicas = await startReplicas({
    count: plan.replicas,
    pace: { rotateEvery, publishAhead, speed },
    environment: { ...account, GATEHOUSE_SERVERS: JSON.stringify(resourcesOf(plan).map(declared)) },
  })
  try {
    const mint = await openMint(replicas, plan)
    const servers = resourcesOf(plan).map((resource) => standGuard(resource, replicas, now))
    return await work(plan, { replicas, mint, servers, elapsed })
  } finally {
    await replicas.close()
  }
}

interface Ground {
  readonly replicas: Replicas
  readonly mint: (resource: string) => Promise<string>
  readonly servers: readonly ResourceServer[]
  readonly elapsed: () => number
}

const work = async (plan: Plan, { replicas, mint, servers, elapsed }: Ground): Promise<Outcome> => {
  let held: readonly Held[] = []
  let [tokens, checks] = [0, 0]
  const failures: string[] = []
  const kids = new Set<unknown>()
  const show = async ({ server, token, mintedAt }: Held): Promise<void> => {
    checks += 1
    const status = await server.check(token)
    if (status !== 200) failures.push(`${status} ${(elapsed() - mintedAt).toFixed(1)} s after it was signed`)
  }
  const mintFor = async (server: ResourceServer, index: number): Promise<Held> => {
    const token = await mint(server.resource)
    kids.add(decodeProtectedHeader(token).kid)
    const mintedAt = elapsed()
    return { server, token, mintedAt, due: mintedAt + (showings[index % showings.length] ?? 0) }
  }
  const isOver = (): boolean => {
    if (elapsed() < plan.seconds) return false
    return kids.size - 1 >= (plan.leastRotations ?? 0) || elapsed() >= 2 * plan.seconds
  }
  for (let round = 0; !isOver(); round += 1) {
    const fresh = await Promise.all(servers.map((server, index) => mintFor(server, round + index)))
    tokens += fresh.length
    held = [...held, ...fresh]
    const due = held.filter((one) => one.due <= elapsed())
    held = held.filter((one) => !due.includes(one))
    await Promise.all(due.map(show))
    await wait(1000 / plan.pace)
  }
  await Promise.all(held.map(show))
  const { keys } = (await (await replicas.fetch(`${issuer}/jwks`)).json()) as { keys: readonly unknown[] }
  const fetches = servers.map((server) => server.fetches())
  return { tokens, checks, failures, rotations: kids.size - 1, fetches, publishedAtTheEnd: keys.length }
}

const resourcesOf = ({ guards }: Plan): readonly string[] =>
  Array.from({ length: guards }, (_, index) => `http://localhost:${3000 + index}/mcp`)

const declared = (url: string, index: number) => ({
  name: `server-${index}`,
  url,
  scopes: [{ name: `use:${index}`, description: 'Use it' }],
  accessTokenLifetime: '24h',
})

/** A guard as somebody else's program would have it: it knows the issuer's URL and nothing more. */
const standGuard = (resource: string, replicas: Replicas, now: () => number): ResourceServer => {
  let fetches = 0
  const guard: Guard = createGuard({
    resource,
    issuer,
    now,
    fetch(url, init) {
      if (new URL(url).pathname === '/jwks') fetches += 1
      return replicas.fetch(url, init)
    },
  })
  return {
    resource,
    fetches: () => fetches,
    async check(token) {
      const request = new Request(resource, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
      return (await guard.handle(request, () => new Response())).status
    },
  }
}

const openMint = async (replicas: Replicas, plan: Plan): Promise<Ground['mint']> => {
  const machineAccess = resourcesOf(plan).map((resource, index) => ({ resource, scopes: [`use:${index}`] }))
  const { client, secret } = (await replicas.operate('POST', '/api/clients', {
    name: 'Machine',
    redirectUris: [],
    grantTypes: ['client_credentials'],
    authenticationMethod: 'client_secret_basic',
    isFirstParty: false,
    machineAccess,
  })) as { client: { id: string }; secret: string }
  const authorization = `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}`
  return async (resource) => {
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource })
    const answer = await replicas.fetch(`${issuer}/token`, { method: 'POST', body, headers: { authorization } })
    const { access_token } = (await answer.json()) as { access_token?: string }
    if (access_token === undefined) throw new Error(`no token: ${answer.status}`)
    return access_token
  }
}
