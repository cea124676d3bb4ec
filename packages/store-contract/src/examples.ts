/** Rows to test with: each builder gives a complete, plausible row of its own id, changed as asked. */
import { after, days, epochSeconds, hours, minutes, seconds } from '@gatehouse/protocol/time'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Client } from '@gatehouse/issuer/ports/clients'
import type { Consent } from '@gatehouse/issuer/ports/consents'
import type { EndedToken } from '@gatehouse/issuer/ports/ended-grants'
import type { Grant } from '@gatehouse/issuer/ports/grants'
import type { IdKinds } from '@gatehouse/issuer/ports/ids'
import type { AuthorizationCode, NewRefreshToken, OpaqueToken } from '@gatehouse/issuer/ports/issuance'
import type { JournalRow } from '@gatehouse/issuer/ports/journal'
import type { PendingAuthorization } from '@gatehouse/issuer/ports/pending-authorizations'
import type { RegistrationToken } from '@gatehouse/issuer/ports/registration-tokens'
import type { Resource, ResourceKey } from '@gatehouse/issuer/ports/resources'
import type { Session } from '@gatehouse/issuer/ports/sessions'
import type { SigningKey } from '@gatehouse/issuer/ports/signing-keys'
import type { User } from '@gatehouse/issuer/ports/users'

/** When every example happens. */
export const NOW = epochSeconds(1_800_000_000)
export const later = (span: number): EpochSeconds => after(NOW, seconds(span))

let made = 0

/** Unlike any before in this process, also across processes: `space` sets them apart. */
export const anId = <Prefix extends keyof IdKinds>(prefix: Prefix, space = `P${process.pid}`): IdKinds[Prefix] => {
  made += 1
  // Each kind of id is a branded string of this very form.
  return `${prefix}_${space}${String(made).padStart(26 - space.length, '0')}` as IdKinds[Prefix]
}

export const aHash = (): string => `hash-${anId('jti')}`
const RESOURCE = 'https://mcp.example/files'
const CALLBACK = 'https://app.example/callback'

export const aJournalRow = (changes: Partial<JournalRow> = {}): JournalRow => ({
  id: anId('jrn'),
  at: NOW,
  event: 'code.redeemed',
  traceId: 'trace-1',
  source: '192.0.2.0/24',
  detail: { scope: 'files:read' },
  ...changes,
})

export const aClient = (changes: Partial<Client> = {}): Client => ({
  id: anId('cli'),
  provenance: 'configured',
  name: 'Example App',
  isVerified: true,
  isFirstParty: false,
  redirectUris: [CALLBACK, 'http://127.0.0.1/callback'],
  grantTypes: ['authorization_code', 'refresh_token'],
  authentication: 'secret',
  secretHash: aHash(),
  machineAccess: [{ resource: RESOURCE, scopes: ['files:read'] }],
  metadata: { client_name: 'Example App', contacts: ['a@app.example'], software: { version: 1.5 } },
  createdAt: NOW,
  ...changes,
})

export const aDynamicClient = (changes: Partial<Client> = {}): Client => {
  const { secretHash: _, ...client } = aClient()
  return { ...client, provenance: 'dynamic', isVerified: false, authentication: 'none', machineAccess: [], ...changes }
}

/** Known by the document at the URL that is its id; it signs with a key. */
export const aDocumentClient = (changes: Partial<Client> = {}): Client => {
  const url = `https://app.example/${anId('cli')}.json`
  return {
    ...aDynamicClient(),
    // The id of such a client is this very URL.
    id: url as Client['id'],
    provenance: 'document',
    authentication: 'key',
    keys: { jwksUri: 'https://app.example/jwks' },
    document: { fetchedAt: NOW, freshUntil: later(3600) },
    ...changes,
  }
}

export const aRegistrationToken = (changes: Partial<RegistrationToken> = {}): RegistrationToken => ({
  id: anId('iat'),
  secretHash: aHash(),
  label: 'partners',
  createdAt: NOW,
  expiresAt: after(NOW, days(30)),
  usesLeft: 3,
  ...changes,
})

export const aUser = (changes: Partial<User> = {}): User => {
  const id = anId('usr')
  return {
    id,
    name: `Alice ${id}`,
    email: `${id}@People.example`,
    signInNames: [`alice ${id}`.toLowerCase(), `${id}@people.example`.toLowerCase()],
    passwordHash: '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA',
    isAdmin: false,
    epoch: 1,
    createdAt: NOW,
    ...changes,
  }
}

export const aSession = (user: User, changes: Partial<Session> = {}): Session => ({
  id: anId('ses'),
  secretHash: aHash(),
  userId: user.id,
  userEpoch: user.epoch,
  browserHash: aHash(),
  authTime: NOW,
  amr: ['pwd'],
  idleExpiresAt: after(NOW, hours(12)),
  absoluteExpiresAt: after(NOW, days(7)),
  source: '192.0.2.0/24',
  userAgent: 'Firefox on Linux',
  ...changes,
})

export const aPending = (changes: Partial<PendingAuthorization> = {}): PendingAuthorization => ({
  id: anId('pen'),
  boundTo: { browserHash: aHash() },
  clientId: anId('cli'),
  redirectUri: CALLBACK,
  state: 'state-1',
  responseMode: 'query',
  codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  asked: [{ resource: RESOURCE, scopes: ['files:read', 'files:write'] }],
  asksOfflineAccess: true,
  prompt: ['login'],
  maxAge: seconds(600),
  loginHint: 'alice',
  nonce: 'nonce-1',
  expectedUserId: anId('usr'),
  isCrossSite: true,
  createdAt: NOW,
  expiresAt: after(NOW, minutes(15)),
  ...changes,
})

export const aCode = (user: User, changes: Partial<AuthorizationCode> = {}): AuthorizationCode => ({
  id: anId('cod'),
  secretHash: aHash(),
  grantId: anId('grt'),
  userId: user.id,
  userEpoch: user.epoch,
  clientId: anId('cli'),
  clientAuthentication: 'key',
  redirectUri: CALLBACK,
  codeChallenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  approved: [{ resource: RESOURCE, scopes: ['files:read'] }],
  hasOfflineAccess: true,
  authTime: NOW,
  amr: ['pwd'],
  nonce: 'nonce-1',
  approvedFrom: '192.0.2.0/24',
  expiresAt: after(NOW, seconds(60)),
  ...changes,
})

export const aConsent = (code: AuthorizationCode, changes: Partial<Consent> = {}): Consent => ({
  userId: code.userId,
  clientId: code.clientId,
  redirectUri: code.redirectUri,
  resource: RESOURCE,
  scopes: ['files:read'],
  expiresAt: after(NOW, days(90)),
  ...changes,
})

/** The grant that the redemption of `code` begins. */
export const aGrant = (code: AuthorizationCode, changes: Partial<Grant> = {}): Grant => ({
  id: code.grantId,
  userId: code.userId,
  userEpoch: code.userEpoch,
  clientId: code.clientId,
  clientAuthentication: code.clientAuthentication,
  redirectUri: code.redirectUri,
  approved: code.approved,
  hasOfflineAccess: code.hasOfflineAccess,
  authTime: code.authTime,
  amr: code.amr,
  createdAt: NOW,
  lastUsedAt: NOW,
  approvedFrom: code.approvedFrom,
  lastUsedFrom: '198.51.100.0/24',
  absoluteExpiresAt: after(NOW, days(180)),
  ...changes,
})

export const aRefreshToken = (
  { grantId }: Pick<NewRefreshToken, 'grantId'>,
  changes: Partial<NewRefreshToken> = {},
): NewRefreshToken => ({
  id: anId('rft'),
  secretHash: aHash(),
  grantId,
  createdAt: NOW,
  idleExpiresAt: after(NOW, days(30)),
  ...changes,
})

export const anAccessToken = (changes: Partial<OpaqueToken> = {}): OpaqueToken => {
  const id = anId('act')
  return {
    id,
    secretHash: aHash(),
    claims: { jti: id, aud: RESOURCE, scope: 'files:read', exp: later(3600), act: { sub: 'agent' } },
    grantId: anId('grt'),
    expiresAt: later(3600),
    ...changes,
  }
}

export const anEndedToken = (changes: Partial<EndedToken> = {}): EndedToken => ({
  jti: anId('jti'),
  resource: RESOURCE,
  expiresAt: later(3600),
  ...changes,
})

export const aResource = (changes: Partial<Resource> = {}): Resource => {
  const id = anId('res')
  return {
    id,
    uri: `https://mcp.example/${id}`,
    name: `files-${id}`,
    title: 'Files',
    scopes: [
      { name: 'files:read', description: 'Read your files', implies: [], isPrivileged: false },
      { name: 'files:admin', description: 'Do anything', implies: ['files:read'], isPrivileged: true },
    ],
    defaultScopes: ['files:read'],
    accessTokenLifetime: seconds(3600),
    accessTokenFormat: 'opaque',
    isListed: true,
    isDefault: false,
    createdAt: NOW,
    ...changes,
  }
}

export const aResourceKey = (resource: Resource, changes: Partial<ResourceKey> = {}): ResourceKey => ({
  id: anId('key'),
  resourceId: resource.id,
  secretHash: aHash(),
  label: 'production',
  createdAt: NOW,
  ...changes,
})

export const aSigningKey = (changes: Partial<SigningKey> = {}): SigningKey => ({
  kid: anId('key'),
  alg: 'ES256',
  publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  sealedPrivateKey: 'sealed',
  createdAt: NOW,
  activeFrom: NOW,
  ...changes,
})
