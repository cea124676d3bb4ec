/** What a stranger's program finds out by itself. RFC 8414, RFC 9728, RFC 7517 */
import { files, notes, smallWorld, type World } from '@gatehouse/testkit'
import { seconds } from '@gatehouse/protocol/time'
import { beforeEach, describe, expect, it } from 'vitest'
import { expectJsonError } from './outcomes.ts'

let world: World
beforeEach(async () => {
  world = await smallWorld()
})

const read = async (path: string, where: World = world) => {
  const response = await where.request(path)
  return { status: response.status, headers: response.headers, text: await response.text() }
}

describe('the metadata of the authorization server', () => {
  it('is the same bytes under every well-known name', async () => {
    const [first, second] = [
      await read('/.well-known/oauth-authorization-server'),
      await read('/.well-known/openid-configuration'),
    ]
    expect(first.status).toBe(200)
    expect(second.text).toBe(first.text)
    const deep = await smallWorld({ issuer: 'https://example.com/auth' })
    const paths = [
      '/.well-known/oauth-authorization-server/auth',
      '/.well-known/openid-configuration/auth',
      '/auth/.well-known/openid-configuration',
    ]
    const texts = await Promise.all(paths.map(async (path) => (await read(path, deep)).text))
    expect(new Set(texts).size).toBe(1)
    expect(JSON.parse(texts[0] ?? '')).toMatchObject({
      issuer: 'https://example.com/auth',
      token_endpoint: 'https://example.com/auth/token',
    })
    expect((await read('/auth/health', deep)).status).toBe(404)
  })

  const provingMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt']
  const assertionAlgorithms = ['ES256', 'ES384', 'RS256', 'PS256', 'EdDSA', 'Ed25519']

  it('says what exists, and of scopes only what gives no power', async () => {
    expect(JSON.parse((await read('/.well-known/oauth-authorization-server')).text)).toEqual({
      issuer: 'https://auth.example',
      authorization_endpoint: 'https://auth.example/authorize',
      token_endpoint: 'https://auth.example/token',
      jwks_uri: 'https://auth.example/jwks',
      registration_endpoint: 'https://auth.example/register',
      revocation_endpoint: 'https://auth.example/revoke',
      introspection_endpoint: 'https://auth.example/introspect',
      gatehouse_revocations_endpoint: 'https://auth.example/revocations',
      userinfo_endpoint: 'https://auth.example/userinfo',
      end_session_endpoint: 'https://auth.example/logout',
      scopes_supported: ['files:read', 'files:write', 'notes:read', 'notes:write', 'openid', 'offline_access'],
      response_types_supported: ['code'],
      response_modes_supported: ['query', 'form_post'],
      grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
      token_endpoint_auth_methods_supported: ['none', ...provingMethods],
      token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      revocation_endpoint_auth_methods_supported: ['none', ...provingMethods],
      revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      introspection_endpoint_auth_methods_supported: [...provingMethods, 'Bearer'],
      introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
      introspection_signing_alg_values_supported: ['ES256'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
      client_id_metadata_document_supported: true,
      protected_resources: ['https://files.example/mcp', 'https://notes.example/mcp'],
      subject_types_supported: ['public'],
      claim_types_supported: ['normal'],
      claims_supported: [
        'iss sub aud exp iat auth_time nonce acr amr at_hash',
        'name preferred_username email email_verified',
      ].flatMap((claims) => claims.split(' ')),
      acr_values_supported: ['urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport'],
      prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
      claims_parameter_supported: false,
      request_parameter_supported: false,
      request_uri_parameter_supported: false,
      id_token_signing_alg_values_supported: ['ES256'],
    })
  })

  it('does not speak of metadata documents when they are off', async () => {
    const clientDocuments = { accept: 'off', hosts: [], blockedHosts: [], redirects: [], known: [] } as const
    const closed = await smallWorld({ policy: { clientDocuments } })
    expect((await read('/.well-known/oauth-authorization-server', closed)).text).not.toContain('client_id_metadata')
  })

  it('names no server that is not listed', async () => {
    const hidden = await smallWorld({ resources: [files, { ...notes, isListed: false }] })
    expect((await read('/.well-known/oauth-authorization-server', hidden)).text).not.toContain('notes')
  })

  it('may be kept, and asked for again by its ETag', async () => {
    const first = await read('/.well-known/oauth-authorization-server')
    const etag = first.headers.get('ETag') ?? ''
    expect(first.headers.get('Cache-Control')).toBe('public, max-age=300')
    const again = await world.request('/.well-known/oauth-authorization-server', {
      headers: { 'If-None-Match': `"x", W/${etag}` },
    })
    expect([again.status, await again.text()]).toEqual([304, ''])
  })

  it('stays when the store is down, and follows the registry within seconds', async () => {
    const first = await read('/.well-known/oauth-authorization-server')
    const { resources } = world.issuer
    const up = { ...resources }
    Object.assign(resources, { list: () => Promise.reject(new Error('down')) })
    world.clock.advance(seconds(60))
    expect((await read('/.well-known/oauth-authorization-server')).text).toBe(first.text)
    Object.assign(resources, up)
    await resources.put({ ...notes, isListed: false }, { traceId: 't', source: 's' })
    world.clock.advance(seconds(5))
    expect((await read('/.well-known/oauth-authorization-server')).text).not.toContain('notes')
  })

  it('does not change with the Host that was asked', async () => {
    const response = await world.fetch(new Request('https://evil.example/.well-known/oauth-authorization-server'), {
      address: '192.0.2.1',
    })
    expect(await response.json()).toMatchObject({
      issuer: 'https://auth.example',
      jwks_uri: 'https://auth.example/jwks',
    })
  })
})

describe('the metadata of a server', () => {
  const here = { ...files, uri: 'https://auth.example/mcp/files' }

  it('is hosted for a server on our own origin, and at the root if it is the only one', async () => {
    const local = await smallWorld({ resources: [here, notes] })
    const document = {
      resource: 'https://auth.example/mcp/files',
      authorization_servers: ['https://auth.example'],
      scopes_supported: ['files:read'],
      bearer_methods_supported: ['header'],
      resource_name: 'Demo files',
    }
    expect(JSON.parse((await read('/.well-known/oauth-protected-resource/mcp/files', local)).text)).toEqual(document)
    expect(JSON.parse((await read('/.well-known/oauth-protected-resource', local)).text)).toEqual(document)
    const two = await smallWorld({ resources: [here, { ...notes, uri: 'https://auth.example/mcp/notes' }] })
    expect((await read('/.well-known/oauth-protected-resource', two)).status).toBe(404)
  })

  it('is left to the server itself where it answers in this process', async () => {
    const fetch = async (request: Request) => new Response(`guard at ${new URL(request.url).pathname}`)
    const world2 = await smallWorld({ resources: [here], needs: { mounts: [{ path: '/mcp/files', fetch }] } })
    for (const path of ['/mcp/files', '/mcp/files/x', '/.well-known/oauth-protected-resource/mcp/files']) {
      expect((await read(path, world2)).text).toBe(`guard at ${path}`)
    }
    for (const path of ['/mcp/files-evil', '/mcp', '/MCP/files', '//mcp/files']) {
      expect([path, (await read(path, world2)).status]).toEqual([path, 404])
    }
  })

  it('does not exist for anybody else: 404 in JSON, never HTML', async () => {
    for (const path of [
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-protected-resource/mcp',
      '/.well-known/webfinger',
    ]) {
      const response = await world.request(path, { headers: { Accept: 'text/html' } })
      await expectJsonError(response, 404, 'invalid_request')
    }
  })
})

describe('the keys', () => {
  it('K1: are public members only, with kid, use and alg, and verify what was signed', async () => {
    const { text, headers } = await read('/jwks')
    const { keys } = JSON.parse(text) as { readonly keys: readonly Readonly<Record<string, string>>[] }
    expect(headers.get('Access-Control-Allow-Origin')).toBe('*')
    expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
    for (const key of keys) {
      expect(Object.keys(key).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
      expect(key).toMatchObject({ use: 'sig', alg: 'ES256' })
    }
    const { createLocalJWKSet, jwtVerify } = await import('jose')
    const tokens = await world.app.redeem(await world.app.sendToSignIn(world.alice))
    const checks = { issuer: 'https://auth.example', audience: 'https://files.example/mcp', typ: 'at+jwt' }
    const currentDate = new Date(world.clock.now() * 1000)
    const { payload } = await jwtVerify(tokens.access_token, createLocalJWKSet({ keys: [...keys] }), {
      ...checks,
      currentDate,
    })
    expect(payload['client_id']).toBe(world.app.clientId)
  })
})

describe('the start page', () => {
  it('is HTML for people and JSON for programs', async () => {
    const html = await world.request('/', { headers: { Accept: 'text/html' } })
    expect([html.headers.get('Content-Type'), html.headers.get('Vary')]).toEqual(['text/html; charset=utf-8', 'Accept'])
    expect(await html.text()).toContain('https://files.example/mcp')
    expect(JSON.parse((await read('/')).text)).toEqual({
      issuer: 'https://auth.example',
      metadata: 'https://auth.example/.well-known/oauth-authorization-server',
      servers: [
        { title: 'Demo files', uri: 'https://files.example/mcp' },
        { title: 'Team notes', uri: 'https://notes.example/mcp' },
      ],
    })
  })

  it('has its icon, under its own name and where browsers look', async () => {
    for (const path of [world.needs.brand.iconPath, '/favicon.ico']) {
      const icon = await read(path)
      expect([icon.status, icon.headers.get('Content-Type')]).toEqual([200, 'image/svg+xml'])
    }
  })
})

describe('probes', () => {
  it('say that the process lives, and whether the store can be read', async () => {
    expect(await read('/health')).toMatchObject({ status: 200, text: '{"status":"ok"}' })
    expect(await read('/ready')).toMatchObject({ status: 200 })
    const { StoreUnavailable } = await import('@gatehouse/issuer')
    const down = await smallWorld({ needs: { ping: () => Promise.reject(new StoreUnavailable('down')) } })
    expect(await read('/ready', down)).toMatchObject({ status: 503, text: '{"status":"not ready"}' })
    expect(await read('/health', down)).toMatchObject({ status: 200 })
  })
})
