/**
 * A small world: the real issuer, the real doors and a real signer over a store in memory, with a clock that stands still and counted names.
 * Alice has the first account; an app has registered itself; a thief sits in another network. No sockets.
 */
import { createIssuer, type Issuer } from '@gatehouse/issuer'
import type { Policy } from '@gatehouse/issuer/policy'
import type { FetchDocument } from '@gatehouse/issuer/ports/fetch-document'
import type { Ids } from '@gatehouse/issuer/ports/ids'
import type { Store, OpenStore } from '@gatehouse/issuer/ports/store'
import type { NewClient } from '@gatehouse/issuer/clients/configure'
import type { NewResource } from '@gatehouse/issuer/registry/resources'
import { days, hours, minutes, seconds } from '@gatehouse/protocol/time'
import { createApp } from '@gatehouse/server/app'
import type { AppFetch, AppNeeds } from '@gatehouse/server/app-needs'
import { createProbes } from '@gatehouse/server/http/probes'
import type { MasterKey } from '@gatehouse/server/keys/master-key'
import { createKeyKeeping } from '@gatehouse/server/keys/key-keeping'
import type { SigningPolicy } from '@gatehouse/server/keys/key-lives'
import { givenMasterKeys } from '@gatehouse/server/keys/master-keys'
import { openKeys } from '@gatehouse/server/keys/open-keys'
import { rotateByTime } from '@gatehouse/server/keys/rotate'
import { createSigner, publishedBy } from '@gatehouse/server/keys/signer'
import { createBrand } from '@gatehouse/server/pages/brand/brand'
import { nodeDigest } from '@gatehouse/server/runtime/digest'
import { createPasswordHasher } from '@gatehouse/server/runtime/password-hasher'
import { createSealer } from '@gatehouse/server/runtime/sealer'
import { createMemoryStore } from '@gatehouse/store-memory'
import { createAppActor, type App } from './app.ts'
import { createBrowser, type Browser } from './browser.ts'
import { capturedLog, type CapturedLog } from './captured-log.ts'
import { countedIds } from './counted-ids.ts'
import { fixedClock, type FixedClock } from './fixed-clock.ts'
import { createPerson, type Person } from './person.ts'
import { files, notes } from './servers.ts'

/** A store that can show everything that it keeps, to prove that nothing changed. */
export interface OpenContents extends OpenStore {
  contents(tenant: string): Readonly<Record<string, unknown>>
}

export interface WorldOptions {
  readonly issuer?: string
  readonly store?: OpenContents
  readonly tenant?: string
  /** Between the issuer and the store: faults, counters. */
  readonly around?: (store: Store) => Store
  readonly policy?: Partial<Policy>
  /** Stands at a time of its own unless told otherwise. */
  readonly clock?: FixedClock
  /** Shared by several worlds on one store: replicas must never count the same names. */
  readonly ids?: Ids
  /** The web, for clients that are known by a document. */
  readonly fetchDocument?: FetchDocument
  readonly signing?: Partial<SigningPolicy>
  readonly needs?: Partial<AppNeeds>
  readonly resources?: readonly NewResource[]
  /** False: nobody has an account yet. */
  readonly isClaimed?: boolean
}

export interface World {
  readonly origin: string
  readonly clock: FixedClock
  readonly issuer: Issuer
  readonly fetch: AppFetch
  readonly store: OpenContents
  readonly log: CapturedLog
  readonly needs: AppNeeds
  readonly alice: Person
  /** Registered itself, public, answers to a port of this computer. */
  readonly app: App
  /** The same client, as somebody else would pose as it. */
  readonly thief: App
  /** Another account. */
  person(name: string): Promise<Person>
  browser(address?: string): Browser
  /** By POST /register. */
  register(metadata?: Readonly<Record<string, unknown>>): Promise<App>
  /** By an operator. */
  configure(client?: Partial<NewClient>): Promise<App>
  /** A client that was made elsewhere: it has a document, or its row was written by hand. */
  actor(client: ActorDescription): App
  /** One request from a stranger's program. */
  request(path: string, init?: RequestInit, address?: string): Promise<Response>
  /** All that is kept, except the journal and the counters of limits: for "no side effect". */
  contents(): string
  /** Throws when `act` changed anything of that. */
  unchanged<T>(act: () => Promise<T>): Promise<T>
  /** What every replica does now and then: the next signing key in time, dead ones gone. */
  rotateKeys(): Promise<void>
  /** Events of the journal, oldest first. */
  journal(): Promise<readonly string[]>
}

export const password = 'a walk in the woods'
/** Networks of the documentation, RFC 5737. */
export const addresses = { alice: '192.0.2.1', app: '198.51.100.7', thief: '203.0.113.66' } as const
const callback = 'http://127.0.0.1:51234/callback'
const visit = { traceId: 'trc_world', source: 'this process' }

/** Argon2id as in earnest, at the least cost: nobody guesses here. */
const cheapHasher = () =>
  createPasswordHasher({ atOnce: 2, waiting: 64 }, { memoryCost: 64, timeCost: 1, parallelism: 1 })

export const smallWorld = async (options: WorldOptions = {}): Promise<World> => {
  const { isClaimed = true, resources = [files, notes] } = options
  const ground = await lay(options)
  const base = new URL(policyOf(options).issuer).pathname.replace(/\/$/, '')
  const { issuer, fetch, origin, clock, log, needs, store } = ground
  for (const resource of resources) await issuer.resources.put(resource, visit)
  const browser = (address: string = addresses.alice) => createBrowser({ fetch, origin, address })
  const person = (name: string): Person =>
    createPerson({ name, password, browser: browser(), issuer: `${origin}${base}` })
  const actor = (client: ActorDescription): App =>
    createAppActor({
      fetch,
      issuer: policyOf(options).issuer,
      address: addresses.app,
      resource: resources[0]?.uri,
      ...client,
    })
  const world: Omit<World, 'app' | 'thief' | 'alice'> = {
    origin,
    clock,
    issuer,
    fetch,
    store,
    log,
    needs,
    browser,
    actor,
    async person(name) {
      const made = await issuer.people.create({ name, password, isAdmin: false }, visit)
      if (made.outcome !== 'created') throw new Error(`${name}: ${JSON.stringify(made)}`)
      return person(name)
    },
    async register(metadata = {}) {
      const body = JSON.stringify({ ...wish, ...metadata })
      const answer = await world.request(`${base}/register`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body,
      })
      if (!answer.ok) throw new Error(`not registered: ${await answer.text()}`)
      return actor(registered((await answer.json()) as RegistrationAnswer))
    },
    async configure(client = {}) {
      const made = await issuer.clients.configure({ ...configured, ...client }, visit)
      const redirectUri = made.client.redirectUris[0] ?? ''
      return actor({ clientId: made.client.id, clientSecret: made.secret, redirectUri })
    },
    request: (path, init = {}, address = addresses.app) => fetch(new Request(`${origin}${path}`, init), { address }),
    contents() {
      const { journal: _, rateLimits: __, ...kept } = store.contents(options.tenant ?? 'main')
      return JSON.stringify(kept, undefined, 1)
    },
    async unchanged(act) {
      const before = world.contents()
      const result = await act()
      if (world.contents() !== before) throw new Error(`something changed:\n${difference(before, world.contents())}`)
      return result
    },
    rotateKeys: () => rotateByTime(ground.keys, visit),
    async journal() {
      const rows = await issuer.journal.list({ limit: 500 })
      return rows.map(({ event }) => event).toReversed()
    },
  }
  if (isClaimed) await issuer.people.createFirst({ name: 'alice', password, isAdmin: true }, 'operator', visit)
  const nobody: App = actor({ clientId: 'nobody', redirectUri: callback })
  const app = isClaimed && issuer.policy.registration === 'open' ? await world.register() : nobody
  return { ...world, alice: person('alice'), app, thief: app.from(addresses.thief) }
}

const difference = (before: string, now: string): string => {
  const known = new Set(before.split('\n'))
  return now
    .split('\n')
    .filter((line) => !known.has(line))
    .join('\n')
}

export interface ActorDescription {
  readonly clientId: string
  readonly clientSecret?: string | undefined
  /** See AppOptions. */
  readonly assertion?: (() => string) | undefined
  readonly method?: 'client_secret_basic' | 'client_secret_post' | 'none'
  readonly redirectUri: string
  readonly address?: string
}

interface RegistrationAnswer {
  readonly client_id: string
  readonly client_secret?: string
  readonly redirect_uris: readonly string[]
}

/** A native app registers its callback without a port and comes with one. RFC 8252 §7.3 */
const registered = ({ client_id, client_secret, redirect_uris }: RegistrationAnswer): ActorDescription => {
  const [uri = ''] = redirect_uris
  const redirectUri = uri === wish.redirect_uris[0] ? callback : uri
  return { clientId: client_id, clientSecret: client_secret, redirectUri }
}

const wish = {
  client_name: 'Example App',
  redirect_uris: ['http://127.0.0.1/callback'],
  grant_types: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_method: 'none',
}

const configured: NewClient = {
  name: 'Company App',
  redirectUris: ['https://app.example/callback'],
  grantTypes: ['authorization_code', 'refresh_token'],
  authenticationMethod: 'client_secret_basic',
  isFirstParty: false,
  machineAccess: [],
}

const policyOf = ({ issuer = 'https://auth.example', policy = {} }: WorldOptions): Policy => ({
  issuer,
  privateUseSchemes: ['cursor'],
  registration: 'open',
  maxUnusedRegistrations: 1000,
  clientDocuments: { accept: 'any', hosts: [], blockedHosts: [], redirects: [], known: [] },
  lifetimes: {
    code: seconds(60),
    pendingAuthorization: minutes(15),
    refreshIdle: days(30),
    refreshAbsolute: days(180),
    sessionIdle: hours(12),
    sessionAbsolute: days(7),
    setupLink: hours(24),
    consent: days(90),
  },
  ...policy,
})

const nothingOutThere: FetchDocument = async () => ({ outcome: 'failed', reason: 'there is no web in this world' })

/** What compose.ts does, with the parts of this world. */
const lay = async (options: WorldOptions) => {
  const policy = policyOf(options)
  const clock = options.clock ?? fixedClock()
  const store: OpenContents = options.store ?? createMemoryStore()
  const port = (options.around ?? ((plain) => plain))(store.forTenant(options.tenant ?? 'main'))
  const masterKey = 'the master key of a small world' as MasterKey
  const ids = options.ids ?? countedIds()
  const log = capturedLog()
  const keys = await openKeys({
    rows: port.signingKeys,
    sealer: createSealer('signing-key'),
    masterKeys: givenMasterKeys(masterKey),
    policy: { algorithms: ['ES256'], rotateEvery: days(90), publishAhead: hours(2), ...options.signing },
    clock,
    ids,
    log,
  })
  const signer = createSigner(keys.ring)
  const sealer = createSealer('stored-answer')
  const rooms = {
    store: port,
    clock,
    ids,
    digest: nodeDigest,
    sealer,
    signer,
    fetchDocument: options.fetchDocument ?? nothingOutThere,
    passwordHasher: cheapHasher(),
  }
  const issuer = createIssuer(rooms, policy)
  const needs: AppNeeds = {
    issuer,
    clock,
    ids,
    digest: nodeDigest,
    rateLimits: port.rateLimits,
    publicJwks: publishedBy(keys.ring),
    signingAlgorithms: signer.algorithms,
    keyKeeping: createKeyKeeping({ ...keys, pause: async (span) => clock.advance(span) }),
    probes: createProbes({ clock, ids }),
    brand: createBrand({ name: 'Gatehouse' }),
    log,
    ping: () => store.ping(),
    trustedProxies: [],
    isSecure: policy.issuer.startsWith('https:'),
    mounts: [],
    leaving: new AbortController().signal,
    ...options.needs,
  }
  return { clock, store, issuer, keys, log, needs, fetch: createApp(needs), origin: new URL(policy.issuer).origin }
}
