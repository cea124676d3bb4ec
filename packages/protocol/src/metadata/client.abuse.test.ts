import { describe, expect, it } from 'vitest'
import { parseRegistration, type RegistrationPolicy } from './client.ts'

const policy: RegistrationPolicy = {
  privateUseSchemes: ['cursor'],
  grantTypes: ['authorization_code', 'refresh_token'],
  authMethods: ['none', 'client_secret_basic', 'client_secret_post'],
}
const redirect_uris = ['http://127.0.0.1:4000/callback']
const register = (body: Readonly<Record<string, unknown>>, under = policy) =>
  parseRegistration({ redirect_uris, ...body }, under)
const refusal = (code: string, parameter?: string) =>
  expect.objectContaining({ code, status: 400, ...(parameter === undefined ? {} : { parameter }) })
const malformed = (parameter?: string) => refusal('invalid_client_metadata', parameter)

describe('hostile bodies', () => {
  it.each([null, undefined, [], [{}], 'text', 1, true])('G2: %j is no registration', (body) => {
    expect(() => parseRegistration(body, policy)).toThrow(malformed())
  })

  it('G2: depth 10,000 and very many values are refused, also in members nobody reads', () => {
    const deep: unknown = JSON.parse('['.repeat(10_000) + ']'.repeat(10_000))
    expect(() => register({ unknown: deep })).toThrow(malformed())
    expect(() => register({ unknown: [[[[[[[[[]]]]]]]]] })).toThrow(malformed())
    expect(() => register({ unknown: [[[[[[[[]]]]]]]] })).not.toThrow()
    expect(() => register({ unknown: Array.from({ length: 5001 }, () => 1) })).toThrow(malformed())
    const knot: Record<string, unknown> = {}
    knot['self'] = knot
    expect(() => register(knot)).toThrow(malformed())
  })

  it('G4: privileges are never kept', () => {
    const asked = `{"redirect_uris":["https://app.example/cb"],"skip_consent":true,"trusted":true,"first_party":true,"scopes":["admin"],"owner":"root","tenant":"x","tenant_id":"x",
      "client_id":"mine","client_secret":"mine","client_id_issued_at":1,"client_secret_expires_at":0,"registration_access_token":"x","__proto__":{"trusted":true},"constructor":{"prototype":{"trusted":true}}}`
    const kept = parseRegistration(JSON.parse(asked), policy)
    expect(Object.keys(kept).toSorted()).toEqual([
      'grant_types',
      'redirect_uris',
      'response_types',
      'token_endpoint_auth_method',
    ])
    expect('trusted' in kept).toBe(false)
  })

  it('G4: members that a body inherits are not read', () => {
    const body: unknown = Object.assign(
      Object.create({ redirect_uris: ['https://evil.example/cb'], client_name: 'x' }),
      {},
    )
    expect(() => parseRegistration(body, policy)).toThrow(refusal('invalid_redirect_uri'))
  })

  it('G5: a scope is kept as text, whatever it says; a malformed one is refused', () => {
    expect(register({ scope: ' admin  * admin' }).scope).toBe('admin *')
    for (const scope of ['a"b', 'a\nb', 1, ['a'], 'é']) expect(() => register({ scope })).toThrow(malformed('scope'))
  })

  const modulus = 'x'.repeat(342)
  it.each([
    ['private EC', { keys: [{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', d: 'd' }] }],
    ['private RSA', { keys: [{ kty: 'RSA', n: modulus, e: 'AQAB', p: '1', q: '2' }] }],
    ['symmetric', { keys: [{ kty: 'oct', k: 'x' }] }],
    ['an empty symmetric key', { keys: [{ kty: 'oct' }] }],
    ['a key of no kind', { keys: [{ kid: '1' }] }],
    ['short RSA', { keys: [{ kty: 'RSA', n: 'x'.repeat(171), e: 'AQAB' }] }],
    ['padded short RSA', { keys: [{ kty: 'RSA', n: `${'A'.repeat(171)}${'x'.repeat(171)}`, e: 'AQAB' }] }],
    ['100 keys', { keys: Array.from({ length: 100 }, (_, kid) => ({ kty: 'OKP', kid })) }],
    [
      'doubled kid',
      {
        keys: [
          { kty: 'OKP', kid: '1' },
          { kty: 'OKP', kid: '1' },
        ],
      },
    ],
    ['bare array', [{ kty: 'OKP' }]],
    ['no keys', {}],
    ['keys of text', { keys: ['x'] }],
    ['text', 'x'],
  ])('G6: jwks with %s is refused', (_, jwks) => {
    expect(() => register({ jwks })).toThrow(malformed('jwks'))
  })

  it('G6: public keys pass, and are not kept while no method uses them', () => {
    const jwks = {
      keys: [
        { kty: 'RSA', n: modulus, e: 'AQAB', kid: '1' },
        { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
      ],
    }
    expect(register({ jwks })).not.toHaveProperty('jwks')
    expect(() => register({ jwks, jwks_uri: 'https://app.example/jwks' })).toThrow(malformed('jwks'))
  })

  it.each([
    'javascript:alert(1)',
    'file:///etc/passwd',
    'data:image/svg+xml,x',
    ' https://app.example',
    'https://user@app.example/',
    'http://10.0.0.1/',
    'https://169.254.169.254/latest',
    'https://127.0.0.1/',
    'http://2130706433/',
    'https://[::1]/',
    'https://[fd00:ec2::254]/',
    'https://0x7f.1/',
  ])('G8: %s in a URI member is refused, translated members included', (uri) => {
    for (const name of [
      'client_uri',
      'logo_uri',
      'tos_uri',
      'policy_uri',
      'jwks_uri',
      'client_uri#fr',
      'logo_uri#de-CH',
    ]) {
      expect(() => register({ [name]: uri })).toThrow(malformed(name))
    }
  })

  it('G8: what is merely no use as a link is left out', () => {
    for (const uri of [
      'http://localhost:3080',
      'http://app.example',
      'https://localhost',
      'https://intranet/',
      'https://printer.local/',
      'https://a.internal/',
      'app.example',
      'com.app:/x',
      'https://app.localhost./',
    ]) {
      expect(register({ client_uri: uri })).not.toHaveProperty('client_uri')
    }
    expect(register({ 'client_uri#fr': 'https://app.example/fr', 'client_name#fr': 'x' })).toEqual(register({}))
  })

  it('B8: client_name is cleaned of what deceives, and cut', () => {
    expect(register({ client_name: '\u202eClaude\u200b <script>\0' }).client_name).toBe('Claude <script>')
    expect(register({ client_name: 'x'.repeat(10_240) }).client_name).toMatch(/^x{79}…$/)
    for (const name of [1, {}, ['x'], true])
      expect(() => register({ client_name: name })).toThrow(malformed('client_name'))
  })

  it('V11: text with NUL, lone surrogates or 1 MB is refused or cut', () => {
    for (const text of ['a\0', '\ud800', 'x'.repeat(1_000_000)]) {
      for (const name of ['client_uri', 'scope', 'token_endpoint_auth_method', 'application_type'])
        expect(() => register({ [name]: text })).toThrow(malformed(name))
      for (const name of ['grant_types', 'response_types', 'contacts'])
        expect(() => register({ [name]: [text] })).toThrow(malformed(name))
      expect(register({ software_id: text, software_version: text }).software_id?.length ?? 0).toBeLessThanOrEqual(200)
    }
  })

  it('wrong types are refused by name', () => {
    for (const name of ['grant_types', 'response_types', 'contacts']) {
      for (const value of ['code', 1, { 0: 'x' }, [1], [null], Array.from({ length: 101 }, String)])
        expect(() => register({ [name]: value })).toThrow(malformed(name))
    }
    for (const name of ['client_uri', 'logo_uri', 'application_type']) {
      for (const value of [1, true, {}, ['x']]) expect(() => register({ [name]: value })).toThrow(malformed(name))
    }
  })
})
