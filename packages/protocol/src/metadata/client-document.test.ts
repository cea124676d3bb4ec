import { describe, expect, it } from 'vitest'
import { parseClientDocument } from './client-document.ts'

const id = 'https://app.example/client.json'
const policy = { privateUseSchemes: ['cursor'], grantTypes: ['authorization_code', 'refresh_token'] }
const ec = {
  kty: 'EC',
  crv: 'P-256',
  x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU',
  y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0',
  kid: '1',
}
const signing = { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [ec] } }
const redirect_uris = ['https://app.example/callback']
const document = (members: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({ client_id: id, client_name: 'App', redirect_uris, ...members })
const parse = (members: Readonly<Record<string, unknown>> = {}) => parseClientDocument(document(members), id, policy)
const refusal = (parameter?: string) =>
  expect.objectContaining({ status: 400, ...(parameter === undefined ? {} : { parameter }) })

describe('what real documents say', () => {
  it('knows a public client without a word about authentication', () => {
    expect(parse()).toEqual({
      redirect_uris,
      client_name: 'App',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    })
  })

  it('takes loopback URIs without an application_type (Claude Code, Zed)', () => {
    const uris = ['http://localhost/callback', 'http://127.0.0.1/callback']
    expect(parse({ redirect_uris: uris }).redirect_uris).toEqual(uris)
  })

  it('leaves out what a web application must not have, and an unknown scheme', () => {
    const uris = ['https://app.example/callback', 'http://127.0.0.1/callback']
    expect(parse({ redirect_uris: uris, application_type: 'web' }).redirect_uris).toEqual(uris.slice(0, 1))
    expect(parse({ redirect_uris: [...redirect_uris, 'odd://cb'] }).redirect_uris).toEqual(redirect_uris)
  })

  it('negotiates with ChatGPT, which signs and also offers not to', () => {
    const chatgpt = {
      token_endpoint_auth_method: 'private_key_jwt',
      token_endpoint_auth_methods_supported: ['private_key_jwt', 'none'],
      token_endpoint_auth_signing_alg: 'RS256',
      jwks_uri: 'https://app.example/jwks.json',
    }
    expect(parse(chatgpt)).toMatchObject({
      token_endpoint_auth_method: 'private_key_jwt',
      jwks_uri: 'https://app.example/jwks.json',
      token_endpoint_auth_signing_alg: 'RS256',
    })
  })

  it('takes the strongest of a list, and none where nothing else can be done', () => {
    const list = { token_endpoint_auth_methods_supported: ['none', 'private_key_jwt', 'client_secret_post'] }
    expect(parse({ ...list, jwks: { keys: [ec] } })).toMatchObject({
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [ec] },
    })
    expect(parse({ ...list, jwks_uri: 'https://elsewhere.example/jwks' }).token_endpoint_auth_method).toBe('none')
    expect(parse({ ...list, token_endpoint_auth_method: 'tls_client_auth' }).token_endpoint_auth_method).toBe('none')
  })

  it('works without a refresh_token grant (goose)', () => {
    expect(parse({ grant_types: ['authorization_code'] }).grant_types).toEqual(['authorization_code'])
  })
})

describe('what no document may say', () => {
  it.each([
    ['a slash more', `${id}/`],
    ['a capital letter', id.replace('client', 'Client')],
    ['a capital letter in the host', id.replace('app.example', 'App.example')],
    ['its port', id.replace('.example/', '.example:443/')],
    ['an encoded letter', id.replace('client', '%63lient')],
    ['a fragment', `${id}#`],
    ['a space', ` ${id}`],
    ['a list', [id]],
    ['nothing', undefined],
    ['null', null],
  ])('H2: %s in client_id is another client', (_, client_id) => {
    expect(() => parse({ client_id })).toThrow(refusal('client_id'))
  })

  it.each([
    ['a secret', { client_secret: 'x' }, 'client_secret'],
    ['the end of a secret', { client_secret_expires_at: 0 }, 'client_secret_expires_at'],
    ['client_secret_basic', { token_endpoint_auth_method: 'client_secret_basic' }, 'token_endpoint_auth_method'],
    ['client_secret_post', { token_endpoint_auth_method: 'client_secret_post' }, 'token_endpoint_auth_method'],
    [
      'a symmetric method before another one',
      { token_endpoint_auth_method: 'client_secret_post', token_endpoint_auth_methods_supported: ['none'] },
      'token_endpoint_auth_method',
    ],
    ['client_secret_jwt', { token_endpoint_auth_method: 'client_secret_jwt' }, 'token_endpoint_auth_method'],
    [
      'symmetric methods only',
      { token_endpoint_auth_methods_supported: ['client_secret_post'] },
      'token_endpoint_auth_method',
    ],
    ['a method without its keys', { token_endpoint_auth_method: 'private_key_jwt' }, 'token_endpoint_auth_method'],
    [
      'keys on another host',
      { token_endpoint_auth_method: 'private_key_jwt', jwks_uri: 'https://elsewhere.example/jwks' },
      'token_endpoint_auth_method',
    ],
    ['a private key', { jwks: { keys: [{ ...ec, d: 'x' }] } }, 'jwks'],
    ['a symmetric key', { jwks: { keys: [{ kty: 'oct', k: 'x' }] } }, 'jwks'],
    ['keys twice', { jwks: { keys: [ec] }, jwks_uri: 'https://app.example/jwks' }, 'jwks'],
    [
      'a symmetric algorithm',
      { ...signing, token_endpoint_auth_signing_alg: 'HS256' },
      'token_endpoint_auth_signing_alg',
    ],
    ['no algorithm', { ...signing, token_endpoint_auth_signing_alg: 'none' }, 'token_endpoint_auth_signing_alg'],
    ['a redirect URI that runs', { redirect_uris: [...redirect_uris, 'javascript:alert(1)'] }, 'redirect_uris'],
    ['no redirect URI', { redirect_uris: [] }, 'redirect_uris'],
    ['a logo that runs', { logo_uri: 'javascript:alert(1)' }, 'logo_uri'],
  ])('H15: %s', (_, members, parameter) => {
    expect(() => parse(members)).toThrow(refusal(parameter))
  })

  it('H15: privileges are not kept', () => {
    const asked = {
      is_first_party: true,
      skip_consent: true,
      trusted: true,
      machine_access: ['x'],
      provenance: 'configured',
    }
    expect(Object.keys(parse(asked)).toSorted()).toEqual(Object.keys(parse()).toSorted())
  })

  it('H15: only JSON that every reader reads alike', () => {
    for (const text of ['', 'x', '[]', 'null', '"x"', document().replace('{', `{"client_id":"${id}",`)]) {
      expect(() => parseClientDocument(text, id, policy)).toThrow(refusal())
    }
  })

  it('E9: a document is a door like any other for a dangerous redirect URI', () => {
    for (const uri of ['data:text/html,x', 'file:///x', 'JaVa\tScript:x', ' https://app.example/callback']) {
      expect(() => parse({ redirect_uris: [uri] })).toThrow(refusal('redirect_uris'))
    }
  })
})
