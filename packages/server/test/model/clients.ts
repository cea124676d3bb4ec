/** Clients as the model sees them: who is let in to ask, who proves itself, and how they change. */
import { ofAct, ofJson, textIn, type Answer } from './answers.ts'
import { at, endGrants, lives, type ClientFacts, type Facts, type RequestFacts } from './facts.ts'
import { documentId, visit, type Real } from './real.ts'
import { refused, type Effect, type Expected, type Step } from './step.ts'
import type { ClientId } from '@gatehouse/issuer/ports/ids'

type AsClient = RequestFacts['asClient']

/** Loopback addresses come with a port of their own. */
export const refusesAddress = ({ redirectUri }: Pick<AsClient, 'redirectUri'>, address: string): boolean =>
  redirectUri !== address.replace(/^(http:\/\/127\.0\.0\.1):\d+/, '$1')

/** What an authorization request may hold the client to; undefined: not let in. */
export const clientAsked = (
  facts: Facts,
  index: number,
): { readonly asClient?: AsClient; readonly effects: readonly Effect[] } => {
  const client = at(facts.clients, index)
  const { isDisabled, isGone, freshUntil, redirectUri, authentication } = client
  if (client.provenance !== 'document')
    return isDisabled || isGone ? { effects: [] } : { asClient: { redirectUri, authentication }, effects: [] }
  if (isDisabled && !isGone) return { effects: [] }
  if (!isGone && freshUntil > facts.now) return { asClient: { redirectUri, authentication }, effects: [] }
  const isNew = isGone
  const read = (): void => {
    if (isNew) Object.assign(client, { isGone: false, isUsed: false, isDisabled: false, createdAt: facts.now })
    Object.assign(client, facts.document, { freshUntil: facts.now + lives.document })
  }
  return { asClient: facts.document, effects: [{ verb: 'clients.saveDocument', apply: read }] }
}

export type Prover = 'own' | 'thief'

/** Whether it gets past authentication; `named`: the code or grant that the form is about. */
export const proves = (
  { isDisabled, isGone, authentication, provenance }: ClientFacts,
  { by, isNamedWithout }: { readonly by: Prover; readonly isNamedWithout: boolean },
): boolean => {
  if (isDisabled || isGone) return false
  if (authentication === 'none') return true
  // Our apps hold no key: what began without one is finished without one.
  return authentication === 'secret' ? by === 'own' : provenance === 'document' && isNamedWithout
}

/** What this client's request counts as: the class of codes and grants that it may use. */
export const classOf = ({ authentication }: ClientFacts): 'none' | 'secret' =>
  authentication === 'secret' ? 'secret' : 'none'

const json = { 'Content-Type': 'application/json' }
const bodyFor = (
  { getsRefreshTokens, authentication }: ClientFacts,
  redirectUri: string,
): Readonly<Record<string, unknown>> => ({
  client_name: 'Model App',
  redirect_uris: [redirectUri],
  grant_types: getsRefreshTokens ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
  token_endpoint_auth_method: authentication === 'secret' ? 'client_secret_basic' : 'none',
})

const loopback = 'http://127.0.0.1/callback'

export const register = (
  known: Facts,
  wish: { readonly hasSecret: boolean; readonly getsRefreshTokens: boolean },
): Step => {
  const fresh: ClientFacts = {
    id: '',
    provenance: 'dynamic',
    getsRefreshTokens: wish.getsRefreshTokens,
    address: 'http://127.0.0.1:51234/callback',
    authentication: wish.hasSecret ? 'secret' : 'none',
    redirectUri: loopback,
    registrationTokens: [],
    createdAt: known.now,
    isUsed: false,
    isDisabled: false,
    isGone: false,
    freshUntil: 0,
  }
  return {
    ask: async (real) =>
      ofJson(
        await real.ask('/register', { method: 'POST', headers: json, body: JSON.stringify(bodyFor(fresh, loopback)) }),
      ),
    expect: (facts) => ({
      says: '201',
      effects: [{ verb: '', apply: (answer) => void (answer && facts.clients.push(withAnswer(fresh, answer))) }],
    }),
  }
}

const withAnswer = (client: ClientFacts, answer: Answer): ClientFacts => ({
  ...client,
  id: textIn(answer, 'client_id'),
  secret: client.authentication === 'secret' ? textIn(answer, 'client_secret') : undefined,
  registrationTokens: [textIn(answer, 'registration_access_token')],
})

/** The registration token of an answer that was lost on the way: nobody has it. */
const lost = 'lost'

/** RFC 7592; `isStale`: by the registration token before the current one. */
const managing = (known: Facts, index: number, isStale: boolean) => {
  const { id, registrationTokens } = at(known.clients, index)
  const [current = '', stale = 'none'] = registrationTokens
  const headers = { ...json, Authorization: `Bearer ${isStale ? stale : current}` }
  return {
    ask: async (real: Real, init: RequestInit): Promise<Answer> =>
      ofJson(await real.ask(`/register/${id}`, { ...init, headers })),
    isRefused: (facts: Facts): boolean => {
      const { isDisabled, isGone, registrationTokens: now } = at(facts.clients, index)
      const presented = isStale ? stale : current
      return isDisabled || isGone || presented !== now[0] || presented === lost
    },
  }
}

/** Its callback goes to the other of two places; requests that wait for the old one are void. */
export const replace = (known: Facts, index: number, isStale: boolean): Step => {
  const client = { ...at(known.clients, index) }
  const redirectUri = client.redirectUri === loopback ? 'http://127.0.0.1/moved' : loopback
  const body = JSON.stringify({ client_id: client.id, ...bodyFor(client, redirectUri) })
  const { ask, isRefused } = managing(known, index, isStale)
  return {
    ask: (real) => ask(real, { method: 'PUT', body }),
    expect(facts) {
      if (isRefused(facts)) return refused('401 invalid_token')
      const now = at(facts.clients, index)
      const update = (answer: Answer | undefined): void => {
        if (now.redirectUri !== redirectUri) forgetRequests(facts, index)
        now.redirectUri = redirectUri
        now.registrationTokens = [
          answer ? textIn(answer, 'registration_access_token') : lost,
          ...now.registrationTokens,
        ]
      }
      return { says: '200', effects: [{ verb: 'clients.update', apply: update }] }
    },
  }
}

export const unregister = (known: Facts, index: number, isStale: boolean): Step => {
  const { ask, isRefused } = managing(known, index, isStale)
  return {
    ask: (real) => ask(real, { method: 'DELETE' }),
    expect: (facts) =>
      isRefused(facts) ? refused('401 invalid_token') : { says: '204', effects: [removal(facts, index)] },
  }
}

const forgetRequests = (facts: Facts, client: number): void => {
  for (const request of facts.requests) if (request.client === client) request.isGone = true
}

const removal = (facts: Facts, index: number): Effect => ({
  verb: 'clients.remove',
  apply() {
    at(facts.clients, index).isGone = true
    endGrants(facts, ({ client }) => client === index)
    forgetRequests(facts, index)
    for (const code of facts.codes) if (code.client === index) code.isGone = true
  },
})

/** By an operator. */
export const removeClient = (known: Facts, index: number): Step => {
  const id = at(known.clients, index).id as ClientId
  return {
    ask: (real) => ofAct(() => real.world().issuer.clients.remove(id, visit)),
    expect: (facts) =>
      at(facts.clients, index).isGone ? refused('false') : { says: 'true', effects: [removal(facts, index)] },
  }
}

export const disableClient = (known: Facts, index: number, isDisabled: boolean): Step => {
  const id = at(known.clients, index).id as ClientId
  return {
    ask: (real) => ofAct(() => real.world().issuer.clients.setDisabled(id, isDisabled, visit)),
    expect(facts): Expected {
      const client = at(facts.clients, index)
      if (client.isGone) return refused('false')
      return {
        says: 'true',
        effects: [{ verb: 'clients.setDisabled', apply: () => void (client.isDisabled = isDisabled) }],
      }
    },
  }
}

/** Its host says something else from now on. */
export const changeDocument = (redirectUri: string, authentication: 'none' | 'key'): Step => ({
  ask: (real) => ofAct(async () => serveDocument(real, redirectUri, authentication)),
  expect: (facts) => ({
    says: 'undefined',
    effects: [{ verb: '', apply: () => void (facts.document = { redirectUri, authentication }) }],
  }),
})

export const serveDocument = ({ web }: Real, redirectUri: string, authentication: 'none' | 'key'): void => {
  const method =
    authentication === 'none'
      ? {}
      : { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://app.example/jwks.json' }
  const members = {
    client_name: 'Document App',
    redirect_uris: [redirectUri],
    token_endpoint_auth_method: 'none',
    ...method,
  }
  web.serveClient(documentId, members, { cacheControl: `max-age=${lives.document}` })
}
