/** From an act to a request: who picks what, as things stand. Undefined when there is nothing to pick. */
import * as account from './account.ts'
import type { Act, Narrowing, Party, Server } from './acts.ts'
import * as asking from './asking.ts'
import * as clients from './clients.ts'
import * as corridor from './corridor.ts'
import { at, type Facts, type Pair } from './facts.ts'
import * as operators from './operators.ts'
import { mayGuess } from './sessions.ts'
import { files, issuer, notes } from './servers.ts'
import type { Step } from './step.ts'
import * as tokens from './tokens.ts'

type Doing<Name extends Act['do']> = Extract<Act, { readonly do: Name }>

export const plan = (act: Act, facts: Facts): Step | undefined => {
  switch (act.do) {
    case 'authorize':
      return corridor.authorize(facts, { ...act, client: act.client % facts.clients.length })
    case 'sign in':
    case 'approve':
    case 'deny':
    case 'cancel':
      return onRequest(act, facts)
    case 'redeem':
      return redeem(act, facts)
    case 'refresh':
      return refresh(act, facts)
    case 'revoke':
    case 'introspect':
    case 'userinfo':
      return onToken(act, facts)
    case 'misuse':
      return asking.misuse(facts, act.secret, act.door)
    case 'visit':
    case 'disconnect':
    case 'disconnect all':
    case 'sign out':
    case 'sign out everywhere':
    case 'change password':
      return onAccount(act, facts)
    case 'register':
      return facts.clients.length < 7 ? clients.register(facts, act) : undefined
    case 'replace':
    case 'unregister':
    case 'remove client':
    case 'disable client':
    case 'enable client':
      return onClient(act, facts)
    case 'disable person':
      return operators.disablePerson(facts, act.person)
    case 'enable person':
      return operators.enablePerson(facts, act.person)
    case 'set password':
      return operators.setPassword(facts, act.person)
    case 'remove person':
      return operators.removePerson(facts, act.person)
    case 'change document':
      return clients.changeDocument(
        act.moves ? 'https://app.example/moved' : 'https://app.example/callback',
        act.hasKeys ? 'key' : 'none',
      )
    case 'rotate keys':
      return operators.rotateKeys(act.isNow)
    case 'wait':
      return operators.advance(act.span)
    case 'switch replica':
      return operators.switchReplica()
    case 'sweep':
      return operators.sweep()
  }
}

/** The index of the newest, or of an older one. */
const pick = <Row>(
  rows: readonly Row[],
  back: number,
  isEligible: (row: Row) => boolean = () => true,
): number | undefined => {
  const eligible = rows.flatMap((row, index) => (isEligible(row) ? [index] : []))
  return eligible.length === 0 ? undefined : eligible[eligible.length - 1 - (back % eligible.length)]
}

const onRequest = (act: Doing<'sign in' | 'approve' | 'deny' | 'cancel'>, facts: Facts): Step | undefined => {
  const page = act.do === 'sign in' || act.do === 'cancel' ? 'sign-in' : 'consent'
  const index = pick(facts.requests, act.request, ({ shows }) => shows === page)
  if (index === undefined) return undefined
  const { seat, boxes } = at(facts.requests, index)
  if (act.do === 'cancel') return corridor.cancel(facts, index)
  if (act.do === 'sign in') {
    return mayGuess(facts, at(facts.seats, seat).person) ? corridor.signIn(facts, index, act.isRight) : undefined
  }
  if (act.do !== 'approve') return corridor.decide(facts, index, { approve: false })
  // Something of the servers stays ticked: a page with nothing chosen is a story of its own.
  const ofServers = boxes.filter((box) => !box.startsWith(`${issuer} `))
  const without = ofServers.length > 1 ? boxes[act.clears] : undefined
  return corridor.decide(facts, index, { approve: true, without })
}

/** Which client acts for this party: the owner, a stranger who poses as it, or another one. */
const actor = (facts: Facts, owner: number, by: Party): { readonly client: number; readonly by: 'own' | 'thief' } =>
  by === 'other' ? { client: (owner + 1) % facts.clients.length, by: 'own' } : { client: owner, by }

const serverOf = (approved: readonly Pair[], server: Server): string | undefined => {
  if (server === 'none') return undefined
  if (server === 'first') return approved[0]?.resource
  if (server === 'last') return approved.at(-1)?.resource
  return (
    [files, notes].find(({ uri }) => !approved.some(({ resource }) => resource === uri))?.uri ??
    'https://other.example/mcp'
  )
}

const scopeOf = (approved: readonly Pair[], resource: string | undefined, scope: Narrowing): string | undefined => {
  const own = (approved.find((pair) => pair.resource === resource) ?? approved[0])?.scopes ?? []
  return { all: undefined, narrower: own[0], wider: [...own, 'files:admin'].join(' '), offline: 'offline_access' }[
    scope
  ]
}

const hasText = ({ text }: { readonly text?: string | undefined }): boolean => text !== undefined

const redeem = (act: Doing<'redeem'>, facts: Facts): Step | undefined => {
  const index = pick(facts.codes, act.code, hasText)
  if (index === undefined) return undefined
  const { client, approved } = at(facts.codes, index)
  const resource = serverOf(approved, act.server)
  return tokens.redeem(facts, { ...act, ...actor(facts, client, act.by), code: index, resource })
}

const refresh = (act: Doing<'refresh'>, facts: Facts): Step | undefined => {
  const index = pick(facts.refreshTokens, act.token, hasText)
  if (index === undefined) return undefined
  const { client, approved } = at(facts.grants, at(facts.refreshTokens, index).grant)
  const resource = serverOf(approved, act.server)
  const scope = scopeOf(approved, resource, act.scope)
  return tokens.refresh(facts, { ...actor(facts, client, act.by), token: index, resource, scope })
}

const onToken = (act: Doing<'revoke' | 'introspect' | 'userinfo'>, facts: Facts): Step | undefined => {
  const kind = act.do === 'userinfo' ? 'access' : act.kind
  const index = kind === 'refresh' ? pick(facts.refreshTokens, act.token, hasText) : pick(facts.accessTokens, act.token)
  if (index === undefined) return undefined
  const row = kind === 'refresh' ? at(facts.refreshTokens, index) : at(facts.accessTokens, index)
  const { client } = at(facts.grants, row.grant)
  if (act.do === 'userinfo') return asking.userinfo(facts, index)
  if (act.do === 'revoke') return tokens.revoke(facts, { kind, token: index, ...actor(facts, client, act.by) })
  const asker = act.by === 'files' || act.by === 'notes' ? act.by : actor(facts, client, act.by).client
  return asking.introspect(facts, { kind, token: index }, asker)
}

const onAccount = (
  act: Doing<'visit' | 'disconnect' | 'disconnect all' | 'sign out' | 'sign out everywhere' | 'change password'>,
  facts: Facts,
): Step | undefined => {
  const { shows, grantsShown, person } = at(facts.seats, act.seat)
  switch (act.do) {
    case 'visit':
      return mayGuess(facts, person) ? account.visitPage(facts, act.seat, act.page) : undefined
    case 'disconnect': {
      const grant = grantsShown[act.grant % Math.max(1, grantsShown.length)]
      const isKnown = facts.grants.some(({ id }) => id === grant)
      return grant !== undefined && isKnown ? account.disconnect(act.seat, grant) : undefined
    }
    case 'disconnect all':
      return grantsShown.length > 1 ? account.disconnectAll(act.seat) : undefined
    case 'sign out':
      return shows === undefined ? undefined : account.signOut(act.seat)
    case 'sign out everywhere':
      return shows === '/account' ? account.signOutEverywhere(act.seat, act.withApps) : undefined
    case 'change password':
      return shows === '/account/password' && mayGuess(facts, person)
        ? account.changePassword(facts, act.seat, act.isRight)
        : undefined
  }
}

const onClient = (
  act: Doing<'replace' | 'unregister' | 'remove client' | 'disable client' | 'enable client'>,
  facts: Facts,
): Step | undefined => {
  const index = act.client % facts.clients.length
  const { provenance } = at(facts.clients, index)
  switch (act.do) {
    case 'replace':
    case 'unregister': {
      if (provenance !== 'dynamic') return undefined
      const { replace, unregister } = clients
      return { replace, unregister }[act.do](facts, index, act.isStale)
    }
    case 'remove client':
      return clients.removeClient(facts, index)
    case 'disable client':
      return clients.disableClient(facts, index, true)
    case 'enable client':
      return clients.disableClient(facts, index, false)
  }
}
