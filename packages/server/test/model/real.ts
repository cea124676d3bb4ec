/** What the commands act on: two servers on one store, browsers and apps that reach either, faults and races to be told. */
import {
  countedIds,
  createAppActor,
  createBrowser,
  createPerson,
  faultyStore,
  fixedClock,
  password,
  smallWeb,
  smallWorld,
  type App,
  type Browser,
  type Faults,
  type FixedClock,
  type OpenContents,
  type Page,
  type Person,
  type SmallWeb,
  type World,
} from '@gatehouse/testkit'
import type { AppFetch } from '@gatehouse/server/app-needs'
import type { Visit } from '@gatehouse/issuer/visit'
import { AsyncLocalStorage } from 'node:async_hooks'
import { interleaving, type Interleaving } from './interleave.ts'
import type { ClientFacts } from './facts.ts'
import { issuer, resources } from './servers.ts'

export interface Stage {
  readonly store: OpenContents
  /** All that is kept, as it is kept. */
  dump(): string
  countRefreshTokens(): number
  close(): Promise<void>
}

export interface Real {
  readonly stage: Stage
  readonly clock: FixedClock
  readonly replicas: readonly [World, World]
  readonly faults: readonly [Faults, Faults]
  /** The replica that is asked now. */
  turn: 0 | 1
  readonly interleaving: Interleaving
  readonly people: readonly { readonly name: string; readonly id: string }[]
  readonly seats: readonly { readonly browser: Browser; readonly person: Person }[]
  /** What each request's browser shows, and each seat's account page. */
  readonly pages: Map<number, Page>
  readonly accountPages: Map<number, Page>
  readonly web: SmallWeb
  readonly keys: Readonly<Record<string, string>>
  /** What was done, and what came of it: an exploration that never gets anywhere proves nothing. */
  readonly told: string[]
  /** `act` asks this replica, whatever the turn. */
  by<T>(replica: 0 | 1, act: () => Promise<T>): Promise<T>
  world(): World
  app(client: ClientFacts, by?: 'own' | 'thief'): App
  ask(path: string, init?: RequestInit): Promise<Response>
}

export const visit: Visit = { traceId: 'trc_model', source: 'this test' }
export const documentId = 'https://app.example/client.json'

export const realWorld = async (stage: Stage): Promise<Real> => {
  const clock = fixedClock()
  const ids = countedIds()
  const web = smallWeb()
  const races = interleaving()
  const faults: Faults[] = []
  const replica = (isClaimed: boolean): Promise<World> =>
    smallWorld({
      store: stage.store,
      clock,
      ids,
      resources,
      isClaimed,
      fetchDocument: web.fetchDocument,
      around(store) {
        const made = faultyStore(store)
        faults.push(made.faults)
        return races.around(made.store)
      },
    })
  const replicas = [await replica(true), await replica(false)] as const
  const [first] = replicas
  const bob = await first.issuer.people.create({ name: 'bob', password, isAdmin: true }, visit)
  if (bob.outcome !== 'created' || !faults[0] || !faults[1]) throw new Error('the world has no beginning')
  const people = (await first.issuer.people.list()).map(({ name, id }) => ({ name, id }))
  const bound = new AsyncLocalStorage<0 | 1>()
  let asked = 0
  // Each request from a network of its own: limits by network have their own stories.
  const fetch: AppFetch = (request) => {
    asked += 1
    return replicas[bound.getStore() ?? real.turn].fetch(request, {
      address: `10.${asked >> 16}.${(asked >> 8) & 255}.${asked & 255}`,
    })
  }
  const seat = (name: string) => {
    const browser = createBrowser({ fetch, origin: issuer, address: '' })
    return { browser, person: createPerson({ name, password, browser, issuer }) }
  }
  const keyOf = async (name: string) => (await first.issuer.resources.addKey(name, 'model', visit)) ?? ''
  const real: Real = {
    stage,
    clock,
    replicas,
    faults: [faults[0], faults[1]],
    turn: 0,
    interleaving: races,
    people,
    seats: [seat('alice'), seat('alice'), seat('bob')],
    pages: new Map(),
    accountPages: new Map(),
    web,
    keys: { files: await keyOf('files'), notes: await keyOf('notes') },
    told: [],
    by: (which, act) => bound.run(which, act),
    world: () => replicas[bound.getStore() ?? real.turn],
    app: ({ id, secret, address }, by = 'own') =>
      createAppActor({
        fetch,
        issuer,
        address: '',
        clientId: id,
        redirectUri: address,
        ...(by === 'own' && { clientSecret: secret }),
      }),
    ask: (path, init = {}) => fetch(new Request(`${issuer}${path}`, init), { address: undefined }),
  }
  return real
}
