/** The profiles by name. `rfc9068` is what a conforming server sends; the others say what theirs sends instead. */
import { onlyInIdTokens, type Profile } from './profile.ts'

const rfc9068 = {
  name: 'rfc9068',
  types: ['at+jwt'],
  proof: {},
  audience: 'aud',
  tolerated: [],
  clientId: ['client_id'],
  scopes: ['scope'],
  tokenId: 'jti',
  roles: ['roles'],
} as const satisfies Profile

export const profiles = {
  rfc9068,
  /** As RFC 9068 says; the grant is in the token, too. */
  gatehouse: { ...rfc9068, name: 'gatehouse', tenant: 'org' },
  /** Auth0: the API's identifier is the audience; with `openid` its userinfo stands beside it. Either token dialect. */
  auth0: {
    name: 'auth0',
    types: ['at+jwt', 'jwt'],
    proof: { oneOf: ['azp', 'client_id'], absent: onlyInIdTokens },
    audience: 'aud',
    tolerated: ['{issuer}userinfo'],
    clientId: ['client_id', 'azp'],
    scopes: ['scope'],
    // What the person may do, whatever the client was allowed to ask for: no scopes.
    roles: ['permissions'],
    tenant: 'org_id',
    resourceParameter: {
      problem: 'Auth0 does not know resource unless it is told to',
      cure: 'switch on Resource Parameter Compatibility Profile in the tenant, and give the API this URI as its identifier',
    },
  },
  /** Okta, custom authorization servers: ids of access tokens begin with `AT.`, those of ID tokens with `ID.`. */
  okta: {
    name: 'okta',
    types: ['', 'at+jwt'],
    proof: { startsWith: { jti: 'AT.' }, oneOf: ['cid'], absent: onlyInIdTokens },
    audience: 'aud',
    tolerated: [],
    clientId: ['cid'],
    scopes: ['scp'],
    tokenId: 'jti',
    roles: ['groups'],
    resourceParameter: {
      problem: 'Okta ignores resource: each of its authorization servers has one audience',
      cure: 'make this URI the audience of the authorization server, or name that audience in the options',
    },
  },
  /** Microsoft Entra ID, v2 tokens: the audience is the API's own id, so the operator names it. ID tokens hold neither azp nor scp. */
  entra: {
    name: 'entra',
    types: ['jwt', 'at+jwt'],
    proof: { equals: { ver: '2.0' }, oneOf: ['scp', 'idtyp'], absent: onlyInIdTokens },
    audience: 'aud',
    tolerated: [],
    clientId: ['azp'],
    // An app that speaks for itself has no scp: what it was allowed stands in roles.
    scopes: ['scp', 'roles'],
    tokenId: 'uti',
    roles: ['roles'],
    tenant: 'tid',
    resourceParameter: {
      problem: 'Entra ID refuses a resource that is not the API of the scopes asked for (AADSTS9010010)',
      cure: 'put Gatehouse in front of it: MCP clients always send resource',
    },
  },
  /** Amazon Cognito: access tokens name a client and (without resource binding) no audience. */
  cognito: {
    name: 'cognito',
    types: ['', 'jwt', 'at+jwt'],
    proof: { equals: { token_use: 'access' } },
    audience: 'client',
    tolerated: [],
    clientId: ['client_id'],
    scopes: ['scope'],
    tokenId: 'jti',
    roles: ['cognito:groups'],
    resourceParameter: {
      problem: 'Cognito puts resource into aud only where resource binding is on',
      cure: 'register a resource server with this URI as its identifier',
    },
  },
  /** Keycloak: `typ` of the claims tells the tokens apart (access tokens of older ones may hold a nonce); an audience mapper has to name this resource. */
  keycloak: {
    name: 'keycloak',
    types: ['jwt', 'at+jwt'],
    proof: { equals: { typ: 'Bearer' }, absent: ['at_hash', 'c_hash'] },
    audience: 'aud',
    tolerated: ['account'],
    clientId: ['azp', 'client_id'],
    scopes: ['scope'],
    tokenId: 'jti',
    roles: ['realm_access.roles'],
    resourceParameter: {
      problem: 'Keycloak ignores resource',
      cure: 'add an audience mapper with this URI to a default client scope',
    },
  },
  /** Better Auth, its OAuth provider: as RFC 9068 says; with `openid` its userinfo stands beside the resource. */
  'better-auth': { ...rfc9068, name: 'better-auth', tolerated: ['{issuer}/oauth2/userinfo'] },
} as const satisfies Readonly<Record<string, Profile>>

export type ProfileName = keyof typeof profiles
