/** What servers, clients and apps learn about tokens; and what a secret is worth at a door that it was not made for. */
import { ofJson, type Answer } from './answers.ts'
import { at, isAccessAlive, isRefreshAlive, type Facts } from './facts.ts'
import type { Real } from './real.ts'
import { files, notes } from './servers.ts'
import { mustEqual, refused, type Expected, type Step } from './step.ts'

export interface Subject {
  readonly kind: 'refresh' | 'access'
  readonly token: number
}

/** By a server, or by a client: a place in the list. */
export type Asker = 'files' | 'notes' | number

const textOf = (known: Facts, { kind, token }: Subject): string =>
  (kind === 'refresh' ? at(known.refreshTokens, token).text : at(known.accessTokens, token).text) ?? ''

export const introspect = (known: Facts, subject: Subject, asker: Asker): Step => {
  const token = textOf(known, subject)
  const client = typeof asker === 'number' ? { ...at(known.clients, asker) } : undefined
  return {
    async ask(real) {
      if (client) return ofJson(await real.app(client).post('/introspect', { token }))
      const headers = { Authorization: `Bearer ${real.keys[asker] ?? ''}` }
      return ofJson(await real.ask('/introspect', { method: 'POST', headers, body: new URLSearchParams({ token }) }))
    },
    expect(facts) {
      const told = telling(facts, subject, asker)
      if (told === undefined) return refused('401 invalid_client')
      return { says: '200', effects: [], proves: ({ body }) => mustEqual('what is told', shortOf(body), told) }
    },
  }
}

const shortOf = (body: Answer['body']) =>
  body['active'] === true ? [body['client_id'], body['aud'] ?? null, body['scope'], body['exp'], body['sub']] : body

/** Undefined: whoever asks proves nothing. */
const telling = (facts: Facts, { kind, token: index }: Subject, asker: Asker): unknown => {
  const row = kind === 'refresh' ? at(facts.refreshTokens, index) : at(facts.accessTokens, index)
  const grant = at(facts.grants, row.grant)
  const { id } = at(facts.clients, grant.client)
  const { id: sub } = at(facts.people, grant.person)
  const inactive = { active: false }
  if (typeof asker === 'number') {
    const { authentication, isDisabled, isGone } = at(facts.clients, asker)
    if (authentication !== 'secret' || isDisabled || isGone) return undefined
    if (asker !== grant.client) return inactive
  }
  if ('audience' in row) {
    const isTheirs = typeof asker === 'number' || row.audience === { files, notes }[asker].uri
    return isTheirs && isAccessAlive(facts, row)
      ? [id, row.audience, row.scopes.join(' '), row.expiresAt, sub]
      : inactive
  }
  if (typeof asker !== 'number' || !isRefreshAlive(facts, row)) return inactive
  const scope = grant.approved.flatMap(({ scopes }) => scopes).join(' ')
  return [id, null, scope, Math.min(row.idleEnd, grant.absoluteEnd), sub]
}

export const userinfo = (known: Facts, index: number): Step => {
  const { text } = at(known.accessTokens, index)
  return {
    ask: async (real) => ofJson(await real.ask('/userinfo', { headers: { Authorization: `Bearer ${text}` } })),
    expect(facts): Expected {
      const token = at(facts.accessTokens, index)
      if (!isAccessAlive(facts, token)) return refused('401 invalid_token')
      if (!token.scopes.includes('openid')) return refused('403 insufficient_scope')
      const { id: sub, name } = at(facts.people, at(facts.grants, token.grant).person)
      const told = { sub, ...(token.scopes.includes('profile') ? { name, preferred_username: name } : {}) }
      return { says: '200', effects: [], proves: ({ body }) => mustEqual('who it is', body, told) }
    },
  }
}

/** Every secret is for one door. INV9 */
export const doors = ['code', 'refresh', 'userinfo', 'introspect', 'register'] as const
export type Door = (typeof doors)[number]
export type SecretKind = 'code' | 'refresh' | 'access' | 'session' | 'server key' | 'registration'

const own: Readonly<Record<SecretKind, readonly Door[]>> = {
  code: ['code'],
  refresh: ['refresh'],
  access: ['userinfo'],
  session: [],
  'server key': ['introspect'],
  registration: ['register'],
}
export const misusable = Object.keys(own) as readonly SecretKind[]

export const misuse = (known: Facts, kind: SecretKind, door: Door): Step | undefined => {
  const app = { ...at(known.clients, 0) }
  const last = {
    code: known.codes.findLast(({ text }) => text !== undefined)?.text,
    refresh: known.refreshTokens.findLast(({ text }) => text !== undefined)?.text,
    access: known.accessTokens.at(-1)?.text,
    registration: app.registrationTokens[0],
  }
  const secretIn = (real: Real): string => {
    if (kind === 'server key') return real.keys['files'] ?? ''
    if (kind === 'session') return real.seats[0]?.browser.cookies.value('__Host-gatehouse-session') ?? 'none'
    return last[kind] ?? ''
  }
  const isThere = kind === 'server key' || kind === 'session' || last[kind] !== undefined
  if (own[kind].includes(door) || !isThere || app.isGone || app.isDisabled) return undefined
  return { ask: (real) => present(real, door)(secretIn(real), app), expect: () => refused(atDoor[door]) }
}

const atDoor: Readonly<Record<Door, string>> = {
  code: '400 invalid_grant',
  refresh: '400 invalid_grant',
  userinfo: '401 invalid_token',
  introspect: '401 invalid_client',
  register: '401 invalid_token',
}

const present =
  (real: Real, door: Door) =>
  async (secret: string, app: Parameters<Real['app']>[0]): Promise<Answer> => {
    const headers = { Authorization: `Bearer ${secret}` }
    switch (door) {
      case 'code': {
        const { verifier } = real.app(app)
        return ofJson(
          await real
            .app(app)
            .post('/token', { grant_type: 'authorization_code', code: secret, code_verifier: verifier }),
        )
      }
      case 'refresh':
        return ofJson(await real.app(app).post('/token', { grant_type: 'refresh_token', refresh_token: secret }))
      case 'userinfo':
        return ofJson(await real.ask('/userinfo', { headers }))
      case 'introspect':
        return ofJson(
          await real.ask('/introspect', { method: 'POST', headers, body: new URLSearchParams({ token: secret }) }),
        )
      case 'register':
        return ofJson(await real.ask(`/register/${app.id}`, { headers }))
    }
  }
