/** One profile for each provider: its own access token gets in, and whatever else it signs stays out. Generated tokens, as its documents describe them; no provider was tried live. */
import { describe, expect, it } from 'vitest'
import type { IssuerOptions, ProfileName } from '../src/index.ts'
import {
  createSigner,
  issuer,
  localIssuer,
  refused,
  resource,
  sign,
  smallWorld,
  start,
  verdict,
} from './local-issuer.ts'

type Json = Record<string, unknown>

interface Case {
  readonly options?: Partial<IssuerOptions>
  readonly url?: string
  readonly header: Json
  readonly claims: Json
  /** What the handler is told beside the subject. */
  readonly caller: Json
  /** The ID token of the same provider, as far as it differs; its audience is made ours, which is the worst case. */
  readonly idToken: { readonly header?: Json; readonly claims: Json }
  readonly wrong: Readonly<Record<string, { readonly header?: Json; readonly claims?: Json }>>
}

const times = { iat: start, exp: start + 3600 }
const elsewhere = 'https://other.example/mcp'
const everywhere: Case['wrong'] = {
  'for another resource': { claims: { aud: elsewhere } },
  'for ours and another': { claims: { aud: [resource, elsewhere] } },
  'for a nested list': { claims: { aud: [resource, [resource]] } },
  'without an end': { claims: { exp: undefined } },
  'a logout token': { header: { typ: 'logout+jwt' } },
  'an ID-JAG': { header: { typ: 'oauth-id-jag+jwt' } },
  'without a subject': { claims: { sub: undefined } },
  'bound to a key': { claims: { cnf: { jkt: 'x' } } },
}

const cases: Readonly<Record<ProfileName, Case>> = {
  rfc9068: {
    header: { typ: 'at+jwt' },
    claims: { sub: 'alice', client_id: 'app', scope: 'notes:read', jti: 'j', roles: ['editor'] },
    caller: { clientId: 'app', scopes: ['notes:read'], roles: ['editor'] },
    idToken: { header: { typ: 'JWT' }, claims: { client_id: undefined, nonce: 'n' } },
    wrong: {
      ...everywhere,
      'without aud': { claims: { aud: undefined } },
      'without client_id': { claims: { client_id: undefined } },
      'without jti': { claims: { jti: undefined } },
      untyped: { header: { typ: undefined } },
    },
  },
  gatehouse: {
    header: { typ: 'at+jwt' },
    claims: { sub: 'usr_1', client_id: 'cli_1', scope: 'notes:read', jti: 'jti_1', grant_id: 'grt_1', org: 'acme' },
    caller: { clientId: 'cli_1', scopes: ['notes:read'], grantId: 'grt_1', tenant: 'acme' },
    idToken: { header: { typ: 'JWT' }, claims: { client_id: undefined, nonce: 'n', at_hash: 'h' } },
    wrong: { ...everywhere, 'without aud': { claims: { aud: undefined } }, untyped: { header: { typ: undefined } } },
  },
  auth0: {
    url: `${issuer}/`,
    header: { typ: 'JWT' },
    claims: {
      sub: 'auth0|1',
      aud: [resource, `${issuer}/userinfo`],
      azp: 'app',
      scope: 'openid notes:read',
      permissions: ['notes:read', 'notes:admin'],
      org_id: 'org_1',
    },
    // What the person may do is no scope of the client.
    caller: {
      clientId: 'app',
      scopes: ['openid', 'notes:read'],
      roles: ['notes:read', 'notes:admin'],
      tenant: 'org_1',
    },
    idToken: { claims: { azp: undefined, scope: undefined, sid: 's' } },
    wrong: {
      ...everywhere,
      'for its userinfo alone': { claims: { aud: `${issuer}/userinfo` } },
      'an ID token with azp and nonce': { claims: { nonce: 'n' } },
      untyped: { header: { typ: undefined } },
    },
  },
  okta: {
    header: { typ: undefined },
    claims: {
      ver: 1,
      jti: 'AT.abc',
      sub: 'alice@example.com',
      cid: '0oa1',
      uid: '00u1',
      scp: ['notes:read'],
      groups: ['staff'],
    },
    caller: { clientId: '0oa1', scopes: ['notes:read'], roles: ['staff'] },
    idToken: { claims: { jti: 'ID.abc', cid: undefined, scp: undefined, amr: ['pwd'] } },
    wrong: {
      ...everywhere,
      'an id that is no access token’s': { claims: { jti: 'ID.abc' } },
      'without an id': { claims: { jti: undefined } },
      'without cid': { claims: { cid: undefined } },
    },
  },
  entra: {
    url: `${issuer}/tenant-1/v2.0`,
    options: { audience: 'api-guid' },
    header: { typ: 'JWT' },
    claims: {
      aud: 'api-guid',
      ver: '2.0',
      tid: 'tenant-1',
      sub: 's1',
      oid: 'o1',
      azp: 'app-guid',
      scp: 'notes:read',
      roles: ['Admin'],
      uti: 'u',
    },
    caller: { clientId: 'app-guid', scopes: ['notes:read'], roles: ['Admin'], tenant: 'tenant-1' },
    idToken: { claims: { azp: undefined, scp: undefined, nonce: 'n', aio: 'x' } },
    wrong: {
      'for another API': { claims: { aud: 'other-guid' } },
      'of version 1': { claims: { ver: '1.0' } },
      'an ID token with roles of a person': { claims: { azp: undefined, scp: undefined } },
      'roles without scp and without idtyp': { claims: { scp: undefined } },
      'without azp': { claims: { azp: undefined } },
    },
  },
  cognito: {
    options: { clients: ['app'] },
    header: { typ: undefined },
    claims: {
      aud: undefined,
      token_use: 'access',
      sub: 's1',
      client_id: 'app',
      scope: 'notes:read',
      jti: 'j',
      'cognito:groups': ['staff'],
    },
    caller: { clientId: 'app', scopes: ['notes:read'], roles: ['staff'] },
    idToken: { claims: { token_use: 'id', aud: 'app', client_id: undefined } },
    wrong: {
      'for another client': { claims: { client_id: 'other' } },
      'an ID token that names a client, too': { claims: { token_use: 'id' } },
      'without token_use': { claims: { token_use: undefined } },
      'bound to another resource': { claims: { aud: elsewhere } },
    },
  },
  keycloak: {
    header: { typ: 'JWT' },
    claims: {
      typ: 'Bearer',
      sub: 's1',
      azp: 'app',
      aud: [resource, 'account'],
      scope: 'openid notes:read',
      jti: 'j',
      realm_access: { roles: ['editor'] },
    },
    caller: { clientId: 'app', scopes: ['openid', 'notes:read'], roles: ['editor'] },
    idToken: { claims: { typ: 'ID', at_hash: 'h', scope: undefined } },
    wrong: {
      ...everywhere,
      'a refresh token': { claims: { typ: 'Refresh' } },
      'an offline token': { claims: { typ: 'Offline' } },
      'for its account alone': { claims: { aud: 'account' } },
      'without typ': { claims: { typ: undefined } },
    },
  },
  'better-auth': {
    header: { typ: 'at+jwt' },
    claims: {
      sub: 's1',
      aud: [resource, `${issuer}/oauth2/userinfo`],
      client_id: 'app',
      azp: 'app',
      scope: 'openid notes:read',
      jti: 'j',
    },
    caller: { clientId: 'app', scopes: ['openid', 'notes:read'] },
    idToken: { header: { typ: 'JWT' }, claims: { client_id: undefined, azp: undefined, at_hash: 'h' } },
    wrong: {
      ...everywhere,
      'for its userinfo alone': { claims: { aud: `${issuer}/oauth2/userinfo` } },
      untyped: { header: { typ: undefined } },
    },
  },
}

const worldOf = async (profile: ProfileName, { url = issuer, options }: Case) => {
  const signer = await createSigner()
  const authority = localIssuer([signer.jwk])
  let seen: Json | undefined
  const world = await smallWorld({
    issuer: { url, profile, keys: { jwksUri: `${issuer}/jwks` }, ...options },
    scopes: ['notes:read'],
    fetch: authority.fetch,
    onDecision: ({ caller }) => (seen = caller && { ...caller }),
  })
  return {
    ...world,
    seen: () => seen,
    tokenOf: (claims: Json, header: Json) => sign(signer, { iss: url, aud: resource, ...times, ...claims }, header),
  }
}

describe.each(Object.entries(cases) as [ProfileName, Case][])('the profile %s', (profile, one) => {
  it('lets its access token in, and says who called', async () => {
    const world = await worldOf(profile, one)
    const response = await world.callWith(await world.tokenOf(one.claims, one.header))
    expect(response.status).toBe(200)
    expect(world.seen()).toMatchObject({ issuer: one.url ?? issuer, subject: one.claims['sub'], ...one.caller })
  })

  it('R7: refuses its ID token, even one for our audience', async () => {
    const world = await worldOf(profile, one)
    const { header, claims } = one.idToken
    const token = await world.tokenOf({ ...one.claims, ...claims }, { ...one.header, ...header })
    expect(await verdict(await world.callWith(token))).toEqual(refused)
    expect(world.handled).toEqual([])
  })

  it.each(Object.entries(one.wrong))('R7: refuses a token %s', async (_, { header, claims }) => {
    const world = await worldOf(profile, one)
    const token = await world.tokenOf({ ...one.claims, ...claims }, { ...one.header, ...header })
    expect(await verdict(await world.callWith(token))).toEqual(refused)
    expect(world.handled).toEqual([])
  })

  it('refuses a token for a client that is not taken', async () => {
    const world = await worldOf(profile, { ...one, options: { ...one.options, clients: ['somebody else'] } })
    expect(await verdict(await world.callWith(await world.tokenOf(one.claims, one.header)))).toEqual(refused)
  })
})

describe('what a profile reads', () => {
  it('an app of Entra ID that speaks for itself has its roles as scopes', async () => {
    const world = await worldOf('entra', cases.entra)
    const claims = { ...cases.entra.claims, scp: undefined, idtyp: 'app', roles: ['notes:read'] }
    expect((await world.callWith(await world.tokenOf(claims, { typ: 'JWT' }))).status).toBe(200)
    expect(world.seen()).toMatchObject({ scopes: ['notes:read'] })
  })

  it('R16: a role of the person is no scope of the client', async () => {
    const world = await worldOf('entra', cases.entra)
    const claims = { ...cases.entra.claims, scp: 'other:read', roles: ['notes:read'] }
    expect((await world.callWith(await world.tokenOf(claims, { typ: 'JWT' }))).status).toBe(403)
  })

  it('an address that nobody has verified names nobody', async () => {
    const world = await worldOf('rfc9068', cases.rfc9068)
    for (const [email_verified, email] of [
      [undefined, undefined],
      [false, undefined],
      ['true', undefined],
      [true, 'alice@example.com'],
    ] as const) {
      const claims = { ...cases.rfc9068.claims, email: 'alice@example.com', email_verified }
      await world.callWith(await world.tokenOf(claims, { typ: 'at+jwt' }))
      expect(world.seen()?.['email']).toBe(email)
    }
  })

  it('a profile of one’s own is data, too', async () => {
    const profile = { ...cases.rfc9068, name: 'ours' }
    const world = await smallWorld({
      issuer: {
        url: issuer,
        profile: {
          name: profile.name,
          types: ['jwt'],
          proof: { equals: { use: 'access' } },
          audience: 'aud',
          tolerated: [],
          clientId: ['app'],
          scopes: ['rights'],
          roles: [],
        },
      },
    })
    const claims = { app: 'app', rights: ['notes:read'], use: 'access', jti: undefined, client_id: undefined }
    expect((await world.callWith(await world.token(claims, { typ: 'JWT' }))).status).toBe(200)
    expect((await world.callWith(await world.token({ ...claims, use: 'id' }, { typ: 'JWT' }))).status).toBe(401)
  })
})
