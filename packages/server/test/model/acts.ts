/** What can happen, as plain data: it is generated, shrunk, printed, and kept in the corpus. A number picks from the newest: 0 is the last. */
import fc from 'fast-check'
import { accountPages, type AccountPage } from './account.ts'
import { doors, misusable, type Door, type SecretKind } from './asking.ts'
import { wishNames, type WishName } from './servers.ts'

export type Party = 'own' | 'thief' | 'other'
export type Narrowing = 'all' | 'narrower' | 'wider' | 'offline'
export type Server = 'none' | 'first' | 'last' | 'foreign'
export type Kind = 'refresh' | 'access'

/** One request. */
export type Act =
  | { readonly do: 'authorize'; readonly seat: number; readonly client: number; readonly wish: WishName }
  | { readonly do: 'sign in'; readonly request: number; readonly isRight: boolean }
  | { readonly do: 'approve'; readonly request: number; readonly clears: number }
  | { readonly do: 'deny' | 'cancel'; readonly request: number }
  | {
      readonly do: 'redeem'
      readonly code: number
      readonly by: Party
      readonly isRightVerifier: boolean
      readonly redirectUri: 'same' | 'other' | 'absent'
      readonly server: Server
    }
  | {
      readonly do: 'refresh'
      readonly token: number
      readonly by: Party
      readonly scope: Narrowing
      readonly server: Server
    }
  | { readonly do: 'revoke'; readonly kind: Kind; readonly token: number; readonly by: Party }
  | {
      readonly do: 'introspect'
      readonly kind: Kind
      readonly token: number
      readonly by: 'files' | 'notes' | 'own' | 'other'
    }
  | { readonly do: 'userinfo'; readonly token: number }
  | { readonly do: 'misuse'; readonly secret: SecretKind; readonly door: Door }
  | { readonly do: 'visit'; readonly seat: number; readonly page: AccountPage }
  | { readonly do: 'disconnect'; readonly seat: number; readonly grant: number }
  | { readonly do: 'disconnect all' | 'sign out'; readonly seat: number }
  | { readonly do: 'sign out everywhere'; readonly seat: number; readonly withApps: boolean }
  | { readonly do: 'change password'; readonly seat: number; readonly isRight: boolean }
  | { readonly do: 'register'; readonly hasSecret: boolean; readonly getsRefreshTokens: boolean }
  | { readonly do: 'replace' | 'unregister'; readonly client: number; readonly isStale: boolean }
  | { readonly do: 'remove client' | 'disable client' | 'enable client'; readonly client: number }
  | { readonly do: 'disable person' | 'enable person' | 'set password' | 'remove person'; readonly person: number }
  | { readonly do: 'change document'; readonly moves: boolean; readonly hasKeys: boolean }
  | { readonly do: 'rotate keys'; readonly isNow: boolean }
  | { readonly do: 'wait'; readonly span: number }
  | { readonly do: 'switch replica' | 'sweep' }

export type OnAccount = Extract<
  Act,
  { readonly do: 'disconnect' | 'disconnect all' | 'sign out' | 'sign out everywhere' | 'change password' }
>

/** What happens to one act, or two. */
export type Event =
  | Act
  /** A whole way from the request to tokens. */
  | {
      readonly do: 'connect'
      readonly seat: number
      readonly client: number
      readonly wish: WishName
      readonly server: Server
    }
  /** The document of a client says something else, and somebody has it read. */
  | { readonly do: 'news'; readonly seat: number; readonly moves: boolean; readonly hasKeys: boolean }
  /** At the page where it can be done. */
  | { readonly do: 'go and'; readonly act: OnAccount }
  /** The store fails at its operation number `at`, before or after its effect; the answer is lost. */
  | { readonly do: 'crash'; readonly act: Act; readonly at: number; readonly when: 'before' | 'after' }
  /** Both at once, one at each replica. */
  | { readonly do: 'race'; readonly acts: readonly [Act, Act]; readonly turns: readonly boolean[] }

const seat = fc.nat(2)
const person = fc.nat(1)
const client = fc.constantFrom(0, 0, 1, 2, 2, 3, 4)
const recent = fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.constant(1) }, fc.nat(8))
const party = fc.oneof({ weight: 6, arbitrary: fc.constant<Party>('own') }, fc.constantFrom<Party>('thief', 'other'))
const server = fc.constantFrom<Server>('none', 'first', 'first', 'first', 'first', 'last', 'foreign')
const mostly = fc.oneof({ weight: 7, arbitrary: fc.constant(true) }, fc.constant(false))
const rarely = mostly.map((isSo) => !isSo)
const kind = fc.constantFrom<Kind>('refresh', 'access')
const wish = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom<WishName>('wide', 'both', 'known', 'opaque') },
  fc.constantFrom(...wishNames),
)
const act = <Name extends Act['do']>(name: Name) => fc.constant(name)

/** Seconds around every limit. */
const soon = fc.constantFrom(1, 5, 9, 10, 11, 20, 29, 30, 31, 59, 60)
const hour = 3600
const day = 24 * hour
const long = [301, 899, 900, hour - 1, hour, 12 * hour - 1, 12 * hour, day, 7 * day]
const later = fc.constantFrom(...long, 30 * day - 1, 30 * day, 31 * day, 90 * day, 180 * day)

const authorizing: fc.Arbitrary<Act>[] = [
  fc.record({ do: act('authorize'), seat, client, wish }),
  fc.record({ do: act('sign in'), request: recent, isRight: mostly }),
]
const approving: fc.Arbitrary<Act> = fc.record({ do: act('approve'), request: recent, clears: fc.nat(6) })
const deciding: fc.Arbitrary<Act>[] = [
  approving,
  fc.record({ do: fc.constantFrom('deny' as const, 'cancel' as const), request: recent }),
]
const redeeming: fc.Arbitrary<Act> = fc.record({
  do: act('redeem'),
  code: recent,
  by: party,
  isRightVerifier: mostly,
  redirectUri: fc.constantFrom('same' as const, 'same' as const, 'same' as const, 'absent' as const, 'other' as const),
  server,
})
const refreshing: fc.Arbitrary<Act> = fc.record({
  do: act('refresh'),
  token: recent,
  by: party,
  scope: fc.constantFrom<Narrowing>('all', 'all', 'all', 'all', 'narrower', 'wider', 'offline'),
  server,
})
const revoking: fc.Arbitrary<Act> = fc.record({ do: act('revoke'), kind, token: recent, by: party })
const ofPeople: fc.Arbitrary<Act> = fc.record({
  do: fc.oneof(
    {
      weight: 8,
      arbitrary: fc.constantFrom(
        'disable person' as const,
        'enable person' as const,
        'enable person' as const,
        'set password' as const,
      ),
    },
    fc.constant('remove person' as const),
  ),
  person,
})
const ofClients: fc.Arbitrary<Act> = fc.record({
  do: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.constantFrom('disable client' as const, 'enable client' as const, 'enable client' as const),
    },
    fc.constant('remove client' as const),
  ),
  client,
})
const managing: fc.Arbitrary<Act> = fc.record({
  do: fc.constantFrom('replace' as const, 'replace' as const, 'replace' as const, 'unregister' as const),
  client,
  isStale: rarely,
})
const onAccount: readonly fc.Arbitrary<OnAccount>[] = [
  fc.record({ do: fc.constant('disconnect' as const), seat, grant: fc.nat(3) }),
  fc.record({ do: fc.constantFrom('disconnect all' as const, 'sign out' as const), seat }),
  fc.record({ do: fc.constant('sign out everywhere' as const), seat, withApps: fc.boolean() }),
  fc.record({ do: fc.constant('change password' as const), seat, isRight: mostly }),
]
const accounting = fc.oneof(...onAccount)
const goAnd = fc.record({ do: fc.constant('go and' as const), act: accounting })

const changing = fc.record({ do: act('change document'), moves: fc.boolean(), hasKeys: rarely })

const others: fc.Arbitrary<Act>[] = [
  fc.record({
    do: act('introspect'),
    kind,
    token: recent,
    by: fc.constantFrom('files' as const, 'notes' as const, 'own' as const, 'other' as const),
  }),
  fc.record({ do: act('userinfo'), token: recent }),
  fc.record({ do: act('misuse'), secret: fc.constantFrom(...misusable), door: fc.constantFrom(...doors) }),
  fc.record({ do: act('visit'), seat, page: fc.constantFrom(...accountPages, '/account/apps' as const) }),
  accounting,
  fc.record({ do: act('register'), hasSecret: fc.boolean(), getsRefreshTokens: mostly }),
  fc.record({ do: act('rotate keys'), isNow: fc.boolean() }),
  fc.constant({ do: 'switch replica' }),
  fc.constant({ do: 'sweep' }),
]

/** Whatever is one request at one door, so that it can be lost or meet another. */
const single = fc.oneof(...deciding, redeeming, refreshing, refreshing, revoking, managing)
const crash = fc.record({
  do: fc.constant('crash' as const),
  act: fc.oneof(single, revoking, accounting),
  // Most doors ask the store a handful of things.
  at: fc.oneof(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 12 })),
  when: fc.constantFrom('before' as const, 'after' as const),
})
const turns = fc.array(fc.boolean(), { maxLength: 24, size: 'max' })
/** Whoever takes its registration away is proven when the request begins: what changes the proof meanwhile comes too late. */
const isInTime = ([one, other]: readonly [Act, Act]): boolean => {
  const names = [one.do, other.do]
  return !names.includes('unregister') || !(names.includes('replace') || names.includes('disable client'))
}
const pairs = fc.oneof(
  fc.oneof(approving, redeeming, refreshing, managing).map((one): readonly [Act, Act] => [one, one]),
  fc.tuple(single, fc.oneof(single, ofPeople, ofClients)).filter(isInTime),
)
const race = fc.record({ do: fc.constant('race' as const), acts: pairs, turns })
const connect = fc.record({ do: fc.constant('connect' as const), seat, client, wish, server })
const waiting = fc.record({ do: act('wait'), span: soon })
const waitingLong = fc.record({ do: act('wait'), span: later })

const news = fc.record({ do: fc.constant('news' as const), seat, moves: fc.boolean(), hasKeys: rarely })

const times = (count: number, one: fc.Arbitrary<Event>): readonly fc.Arbitrary<Event>[] =>
  Array.from({ length: count }, () => one)

/** The more often the closer to the heart. */
export const events: readonly fc.Arbitrary<Event>[] = [
  ...times(5, connect),
  ...times(6, refreshing),
  ...times(3, waiting),
  ...times(2, redeeming),
  ...times(3, crash),
  ...times(3, race),
  ...times(3, news),
  changing,
  ...times(2, goAnd),
  ...times(2, fc.oneof(...authorizing)),
  ...authorizing,
  ...deciding,
  revoking,
  waitingLong,
  ofPeople,
  ofClients,
  managing,
  ...others,
]
