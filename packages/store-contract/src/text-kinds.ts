/** One row a kind with a given text wherever a text is free: how it is written and read, and what is expected back. */
import type { Store } from '@gatehouse/issuer/ports/store'
import {
  aClient,
  aCode,
  aConsent,
  aDocumentClient,
  aJournalRow,
  anAccessToken,
  anEndedToken,
  anId,
  aPending,
  aRegistrationToken,
  aResource,
  aSession,
  aSigningKey,
  aUser,
  NOW,
} from './examples.ts'
import { anAccount } from './stories.ts'
import { RATE } from './world.ts'

export interface Keeping {
  readonly write: () => Promise<unknown>
  readonly read: () => Promise<unknown>
  readonly expected: unknown
}

export const KINDS: Readonly<Record<string, (store: Store, text: string) => Promise<Keeping>>> = {
  async client(store, text) {
    const texts = {
      name: text,
      redirectUris: [text],
      grantTypes: [text],
      secretHash: text,
      registrationTokenHash: text,
    }
    const client = aClient({
      ...texts,
      keys: { jwks: [{ text, [`key ${text}`]: [text] }] },
      metadata: { text, [`key ${text}`]: [text] },
      machineAccess: [{ resource: text, scopes: [text] }],
    })
    return {
      write: () => store.clients.create(client, []),
      read: () => store.clients.find(client.id),
      expected: client,
    }
  },
  async 'client id'(store, text) {
    const client = aClient({ id: `https://${text}/${anId('jti')}` as ReturnType<typeof anId<'cli'>> })
    return {
      write: () => store.clients.create(client, []),
      read: () => store.clients.find(client.id),
      expected: client,
    }
  },
  async user(store, text) {
    const user = aUser({ name: text, email: text, signInNames: [text], passwordHash: text })
    return { write: () => store.users.create(user, []), read: () => store.users.findBySignInName(text), expected: user }
  },
  async session(store, text) {
    const session = aSession(await anAccount(store), {
      secretHash: text,
      browserHash: text,
      amr: [text],
      source: text,
      userAgent: text,
    })
    const read = () => store.sessions.find(session.id, text, NOW)
    return { write: () => store.sessions.create(session, []), read, expected: session }
  },
  async 'pending authorization'(store, text) {
    const asked = [{ resource: text, scopes: [text] }]
    const texts = {
      redirectUri: text,
      state: text,
      codeChallenge: text,
      loginHint: text,
      nonce: text,
      prompt: [text],
      asked,
    }
    const clientSnapshot = aDocumentClient({ metadata: { [`key ${text}`]: text }, redirectUris: [text] })
    const pending = aPending({ ...texts, clientSnapshot, boundTo: { browserHash: text } })
    const read = () => store.pendingAuthorizations.find(pending.id, NOW)
    return { write: () => store.pendingAuthorizations.create(pending), read, expected: pending }
  },
  async 'code and consent'(store, text) {
    const approved = [{ resource: text, scopes: [text] }]
    const texts = { redirectUri: text, codeChallenge: text, nonce: text, approvedFrom: text }
    const code = aCode(await anAccount(store), { ...texts, approved, amr: [text] })
    const consent = aConsent(code, { resource: text, scopes: [text] })
    const pending = aPending()
    await store.pendingAuthorizations.create(pending)
    return {
      write: () => store.issuance.approve(pending.id, { code, consents: [consent] }, NOW, []),
      read: async () => {
        const found = await store.issuance.findCode(code.id, code.secretHash)
        const consents = await store.consents.find(code.userId, code.clientId, text, NOW)
        return found || consents.length > 0 ? { found, consents } : undefined
      },
      expected: { found: code, consents: [consent] },
    }
  },
  async 'journal row'(store, text) {
    const row = aJournalRow({ event: text, traceId: text, source: text, detail: { [`key ${text}`]: text } })
    const read = async () => (await store.journal.list({ limit: 1 }))[0]
    return { write: () => store.journal.append([row]), read, expected: row }
  },
  async resource(store, text) {
    const scopes = [{ name: text, description: text, implies: [text], isPrivileged: false }]
    const resource = aResource({ uri: text, name: text, title: text, scopes, defaultScopes: [text] })
    const read = async () => (await store.resources.list())[0]
    return { write: () => store.resources.create(resource, []), read, expected: resource }
  },
  async 'registration token'(store, text) {
    const token = aRegistrationToken({ secretHash: text, label: text })
    const read = async () => (await store.registrationTokens.list())[0]
    return { write: () => store.registrationTokens.create(token, []), read, expected: token }
  },
  async 'access token'(store, text) {
    const { grantId: _, ...token } = anAccessToken({ secretHash: text, claims: { [`key ${text}`]: [text] } })
    const rows = { accessToken: token, clientId: anId('cli'), from: text }
    const read = () => store.issuance.findAccessToken(token.id, text, NOW)
    return { write: () => store.issuance.issue({ kind: 'nothing' }, rows, NOW, []), read, expected: token }
  },
  async 'ended token'(store, text) {
    const token = anEndedToken({ jti: text, resource: text })
    const read = async () => (await store.endedGrants.listEnded(text, NOW, NOW))[0]
    return { write: () => store.endedGrants.endToken(token, NOW, []), read, expected: text }
  },
  async 'signing key'(store, text) {
    const key = aSigningKey({ alg: text, publicJwk: { [text]: text }, sealedPrivateKey: text })
    const read = async () => (await store.signingKeys.list())[0]
    return { write: () => store.signingKeys.createFirst(key), read, expected: key }
  },
  async counter(store, text) {
    const read = async () => ((await store.rateLimits.check(text, RATE, NOW)).allowed ? undefined : 'taken')
    return { write: () => store.rateLimits.take(text, RATE, NOW), read, expected: 'taken' }
  },
}
