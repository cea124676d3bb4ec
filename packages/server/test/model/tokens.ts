/** What apps, and thieves who pose as them, do with codes and tokens: redeem, refresh, give back. */
import { ofJson, textIn, type Answer } from './answers.ts'
import { classOf, proves, type Prover } from './clients.ts'
import {
  at,
  endGrants,
  isAccessAlive,
  isOfUnchangedPerson,
  lives,
  mostReplays,
  type Facts,
  type GrantFacts,
  type Pair,
} from './facts.ts'
import { issued, select, type Wanted } from './issued.ts'
import { mustEqual, refused, type Effect, type Expected, type Step } from './step.ts'

export interface Redeeming {
  readonly code: number
  readonly client: number
  readonly by: Prover
  readonly isRightVerifier: boolean
  readonly redirectUri: 'same' | 'other' | 'absent'
  readonly resource: string | undefined
}

export const redeem = (known: Facts, wanted: Redeeming): Step => {
  const { client, by, resource } = wanted
  const { text = '', client: owner } = at(known.codes, wanted.code)
  const { address } = at(known.clients, owner)
  const redirect_uri = { same: address, other: 'https://other.example/callback', absent: undefined }[wanted.redirectUri]
  const ownerFacts = { ...at(known.clients, owner) }
  const clientFacts = { ...at(known.clients, client) }
  return {
    async ask(real) {
      const verifier = wanted.isRightVerifier ? real.app(ownerFacts).verifier : 'w'.repeat(43)
      const form = { grant_type: 'authorization_code', code: text, code_verifier: verifier, redirect_uri, resource }
      return ofJson(await real.app(clientFacts, by).post('/token', form))
    },
    expect: (facts) => redeeming(facts, wanted),
  }
}

const redeeming = (
  facts: Facts,
  { code: index, client, by, isRightVerifier, redirectUri, resource }: Redeeming,
): Expected => {
  const code = at(facts.codes, index)
  const asks = at(facts.clients, client)
  const isNamedWithout = !code.isGone && code.client === client && code.authentication === 'none'
  if (!proves(asks, { by, isNamedWithout })) return refused('401 invalid_client')
  const isTheirs = !code.isGone && code.client === client && code.authentication === classOf(asks)
  if (!isTheirs || !isRightVerifier) return refused('400 invalid_grant')
  if (code.spent) {
    const isLate = facts.now - code.spent.at >= lives.burst
    return { says: '400 invalid_grant', effects: isLate ? [ending(facts, code.spent.grant)] : [] }
  }
  if (code.expiresAt <= facts.now || redirectUri === 'other') return refused('400 invalid_grant')
  const chosen = select(code.approved, resource)
  if (!chosen) return refused('400 invalid_target')
  if (!isOfUnchangedPerson(facts, code)) return refused('400 invalid_grant')
  const { person, epoch, authentication, approved, isOffline } = code
  const grant: GrantFacts = {
    person,
    epoch,
    client,
    authentication,
    approved,
    isOffline,
    absoluteEnd: facts.now + lives.absolute,
    replays: { taken: 0, until: 0 },
    hasEnded: false,
    isGone: false,
  }
  const wanted: Wanted = {
    ...chosen,
    client,
    grant: facts.grants.length,
    isOffline,
    hasIdToken: chosen.scopes.includes('openid'),
  }
  const { rows, proves: shape } = issued(facts, wanted)
  const issue = (answer: Answer | undefined): void => {
    facts.grants.push(grant)
    code.spent = { at: facts.now, grant: wanted.grant }
    rows(answer)
  }
  return { says: '200', effects: [{ verb: 'issuance.issue', apply: issue }], proves: shape }
}

const ending = (facts: Facts, index: number): Effect => ({
  verb: 'grants.end',
  apply: () => endGrants(facts, (grant) => grant === at(facts.grants, index)),
})

export interface Refreshing {
  readonly token: number
  readonly client: number
  readonly by: Prover
  readonly scope: string | undefined
  readonly resource: string | undefined
}

export const refresh = (known: Facts, wanted: Refreshing): Step => {
  const { client, by, scope, resource } = wanted
  const { text = '' } = at(known.refreshTokens, wanted.token)
  const clientFacts = { ...at(known.clients, client) }
  return {
    ask: async (real) =>
      ofJson(
        await real
          .app(clientFacts, by)
          .post('/token', { grant_type: 'refresh_token', refresh_token: text, scope, resource }),
      ),
    expect: (facts) => refreshing(facts, wanted),
  }
}

const refreshing = (facts: Facts, { token: index, client, by, scope, resource }: Refreshing): Expected => {
  const token = at(facts.refreshTokens, index)
  const grant = at(facts.grants, token.grant)
  const asks = at(facts.clients, client)
  const isNamedWithout = !grant.isGone && grant.client === client && grant.authentication === 'none'
  if (!proves(asks, { by, isNamedWithout })) return refused('401 invalid_client')
  const isTheirs = !grant.isGone && grant.client === client && grant.authentication === classOf(asks)
  const isOver = grant.absoluteEnd <= facts.now || (!token.rotated && token.idleEnd <= facts.now)
  if (!isTheirs || grant.hasEnded || isOver) return refused('400 invalid_grant')
  const chosen = select(grant.approved, resource)
  if (!chosen) return refused('400 invalid_target')
  const scopes = narrow(grant.approved, chosen.scopes, scope)
  if (!scopes) return refused('400 invalid_scope')
  if (!isOfUnchangedPerson(facts, grant)) return refused('400 invalid_grant')
  const answerFor = `${chosen.resource} ${scopes.join(' ')}`
  if (token.rotated) return replaying(facts, index, answerFor)
  const { isOffline } = grant
  const wanted: Wanted = {
    resource: chosen.resource,
    scopes,
    client,
    grant: token.grant,
    isOffline,
    hasIdToken: scopes.includes('openid'),
  }
  const { rows, proves: shape } = issued(facts, wanted)
  const rotate = (answer: Answer | undefined): void => {
    token.rotated = { at: facts.now, answerFor, child: facts.refreshTokens.length }
    rows(answer)
  }
  return { says: '200', effects: [{ verb: 'issuance.issue', apply: rotate }], proves: shape }
}

/** A lost answer, a race, or a theft? docs/protocol.md "Refresh tokens" */
const replaying = (facts: Facts, index: number, answerFor: string): Expected => {
  const { rotated, grant: owner } = at(facts.refreshTokens, index)
  if (!rotated) throw new Error('only rotated tokens are replayed')
  const { replays } = at(facts.grants, owner)
  const child = at(facts.refreshTokens, rotated.child)
  const age = facts.now - rotated.at
  const theft: Expected = { says: '400 invalid_grant', effects: [ending(facts, owner)] }
  if (child.rotated || age >= lives.sameAnswer) return theft
  if (rotated.answerFor !== answerFor) return refused('400 invalid_target')
  const isCounted = age >= lives.burst
  const isOpen = replays.until > facts.now
  if (isCounted && isOpen && replays.taken >= mostReplays) return theft
  const count = (): void => {
    Object.assign(replays, isOpen ? { taken: replays.taken + 1 } : { taken: 1, until: facts.now + lives.replayWindow })
  }
  const learn = (answer: Answer | undefined): void => {
    child.text ??= answer && textIn(answer, 'refresh_token')
  }
  return {
    says: '200',
    effects: [...(isCounted ? [{ verb: 'issuance.countReplay', apply: count }] : []), { verb: '', apply: learn }],
    proves: (answer) => mustEqual('the child of a parent that came twice', textIn(answer, 'refresh_token'), child.text),
  }
}

/** Undefined: more than the grant holds. */
const narrow = (
  approved: readonly Pair[],
  scopes: readonly string[],
  asked: string | undefined,
): readonly string[] | undefined => {
  const names = (asked ?? '').split(' ').filter((name) => name !== '')
  const owned = names.filter((name) => name.includes(':'))
  if (owned.some((name) => !approved.some((pair) => pair.scopes.includes(name)))) return undefined
  if (names.every((name) => name === 'offline_access')) return scopes
  return scopes.filter((name) => names.includes(name) || (owned.length === 0 && name.includes(':')))
}

export interface Revoking {
  readonly kind: 'refresh' | 'access'
  readonly token: number
  readonly client: number
  readonly by: Prover
}

export const revoke = (known: Facts, wanted: Revoking): Step => {
  const rows: readonly { readonly text?: string | undefined }[] =
    wanted.kind === 'refresh' ? known.refreshTokens : known.accessTokens
  const { text = '' } = at(rows, wanted.token)
  const clientFacts = { ...at(known.clients, wanted.client) }
  return {
    ask: async (real) => ofJson(await real.app(clientFacts, wanted.by).post('/revoke', { token: text })),
    expect: (facts) => (wanted.kind === 'refresh' ? revokingGrant(facts, wanted) : revokingAccess(facts, wanted)),
  }
}

const revokingGrant = (facts: Facts, { token, client, by }: Revoking): Expected => {
  const { grant: index } = at(facts.refreshTokens, token)
  const grant = at(facts.grants, index)
  const asks = at(facts.clients, client)
  const isNamedWithout = !grant.isGone && grant.client === client && grant.authentication === 'none'
  if (!proves(asks, { by, isNamedWithout })) return refused('401 invalid_client')
  if (grant.isGone) return refused('200')
  if (grant.client !== client) return refused('400 invalid_request')
  if (grant.authentication !== classOf(asks)) return refused('401 invalid_client')
  return { says: '200', effects: [ending(facts, index)] }
}

const revokingAccess = (facts: Facts, { token: index, client, by }: Revoking): Expected => {
  const token = at(facts.accessTokens, index)
  const grant = at(facts.grants, token.grant)
  const asks = at(facts.clients, client)
  if (!proves(asks, { by, isNamedWithout: false })) return refused('401 invalid_client')
  if (!isAccessAlive(facts, token)) return refused('200')
  if (grant.client !== client) return refused('400 invalid_request')
  if (grant.authentication !== classOf(asks)) return refused('401 invalid_client')
  return { says: '200', effects: [{ verb: 'endedGrants.endToken', apply: () => void (token.isRevoked = true) }] }
}
