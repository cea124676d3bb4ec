import { describe, expect, it } from 'vitest'
import { parseRegistration, type RegistrationPolicy } from './client.ts'

const policy: RegistrationPolicy = {
  privateUseSchemes: ['cursor'],
  grantTypes: ['authorization_code', 'refresh_token'],
  authMethods: ['none', 'client_secret_basic', 'client_secret_post'],
}
const machines: RegistrationPolicy = { ...policy, grantTypes: [...policy.grantTypes, 'client_credentials'] }
const redirect_uris = ['http://127.0.0.1:4000/callback']
const register = (body: Readonly<Record<string, unknown>>, under = policy) =>
  parseRegistration({ redirect_uris, ...body }, under)
const refusal = (code: string, parameter?: string) =>
  expect.objectContaining({ code, status: 400, ...(parameter === undefined ? {} : { parameter }) })
const malformed = (parameter?: string) => refusal('invalid_client_metadata', parameter)

describe('what real clients send', () => {
  it('registers Claude Code as it asks', () => {
    const body = {
      client_name: 'Claude Code (peer)',
      redirect_uris: ['http://localhost:56077/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
      scope: 'mcp:tools offline_access',
    }
    expect(parseRegistration(body, policy)).toEqual(body)
  })

  it('registers VS Code: four URIs and a grant that we lack', () => {
    const uris = [
      'http://127.0.0.1:33418',
      'http://127.0.0.1:33418/',
      'http://127.0.0.1/',
      'https://vscode.dev/redirect',
    ]
    const grants = ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code']
    expect(register({ redirect_uris: uris, grant_types: grants, token_endpoint_auth_method: 'none' })).toMatchObject({
      redirect_uris: uris,
      grant_types: ['authorization_code', 'refresh_token'],
    })
  })

  it('registers Cursor even where its scheme is not known: that one URI is left out', () => {
    const uris = [
      'cursor://anysphere.cursor-mcp/oauth/callback',
      'https://www.cursor.com/agents/mcp/oauth/callback',
      'http://localhost:8787/callback',
    ]
    expect(register({ redirect_uris: uris }).redirect_uris).toEqual(uris)
    expect(register({ redirect_uris: uris }, { ...policy, privateUseSchemes: [] }).redirect_uris).toEqual(uris.slice(1))
  })

  it('takes the defaults of RFC 7591 §2 and gives a refresh token to who lists no grants', () => {
    expect(register({})).toEqual({
      redirect_uris,
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    })
  })

  it('counts empty members as absent and never sends them back', () => {
    const empty = {
      scope: '',
      client_uri: '',
      contacts: [],
      logo_uri: null,
      client_name: ' \u200b',
      software_id: '',
      grant_types: [],
      application_type: null,
    }
    expect(Object.keys(register(empty)).toSorted()).toEqual([
      'grant_types',
      'redirect_uris',
      'response_types',
      'token_endpoint_auth_method',
    ])
  })

  it('echoes every member that it keeps', () => {
    const full = {
      redirect_uris,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code'],
      response_types: ['code'],
      application_type: 'native',
      client_name: 'Files',
      client_uri: 'https://app.example/',
      logo_uri: 'https://app.example/logo.png',
      tos_uri: 'https://app.example/tos',
      policy_uri: 'https://app.example/policy',
      contacts: ['ops@app.example'],
      scope: 'a b',
      software_id: 'app',
      software_version: '1.2.3',
    }
    expect(parseRegistration(full, policy)).toEqual(full)
  })
})

describe('redirect URIs', () => {
  it.each([
    'javascript:alert(1)',
    'JaVa\tScript:x',
    'data:text/html,x',
    'vbscript:x',
    'file:///x',
    'blob:x',
    'about:blank',
    ' https://app.example/cb',
    'https://app.example@evil/cb',
  ])('E9: one %j refuses the whole registration', (uri) => {
    for (const uris of [[uri], [...redirect_uris, uri], [uri, ...redirect_uris]]) {
      expect(() => register({ redirect_uris: uris })).toThrow(refusal('invalid_redirect_uri', 'redirect_uris'))
    }
  })

  it('E8: http elsewhere is left out, and refused when nothing else is there', () => {
    expect(() => register({ redirect_uris: ['http://app.example/cb'] })).toThrow(refusal('invalid_redirect_uri'))
    expect(register({ redirect_uris: ['http://app.example/cb', ...redirect_uris] }).redirect_uris).toEqual(
      redirect_uris,
    )
  })

  it('A8: a query with code, state, iss or error is left out', () => {
    for (const name of ['code', 'state', 'iss', 'error']) {
      expect(() => register({ redirect_uris: [`https://app.example/cb?${name}=1`] })).toThrow(
        refusal('invalid_redirect_uri'),
      )
    }
  })

  it('E11: 0 or more than 20 URIs, doubled, sparse, or no strings at all', () => {
    const many = Array.from({ length: 21 }, (_, index) => `https://app.example/${index}`)
    const sparse: string[] = []
    sparse[1] = 'https://app.example/cb'
    for (const uris of [
      undefined,
      null,
      [],
      '',
      'https://app.example/cb',
      { 0: 'https://app.example/cb' },
      many,
      [...redirect_uris, ...redirect_uris],
      sparse,
      [1],
      [null],
      [[]],
      [redirect_uris],
      [''],
    ]) {
      expect(() => register({ redirect_uris: uris })).toThrow(refusal('invalid_redirect_uri', 'redirect_uris'))
    }
    expect(register({ redirect_uris: many.slice(1) }).redirect_uris).toHaveLength(20)
  })

  it('a web application has no loopback and no scheme of its own; a native one has them all', () => {
    const uris = ['https://app.example/cb', 'http://localhost/cb', 'com.example.app:/cb']
    expect(register({ redirect_uris: uris, application_type: 'web' }).redirect_uris).toEqual(uris.slice(0, 1))
    expect(register({ redirect_uris: uris, application_type: 'native' }).redirect_uris).toEqual(uris)
    expect(register({ redirect_uris: uris })).toMatchObject({ redirect_uris: uris })
    expect(() => register({ application_type: 'web' })).toThrow(refusal('invalid_redirect_uri'))
    expect(() => register({ application_type: 'spa' })).toThrow(malformed('application_type'))
  })
})

describe('grants and methods', () => {
  it('G3: leaves out unsupported grant and response types, and refuses when none is left', () => {
    expect(
      register({ grant_types: ['authorization_code', 'implicit', 'password'], response_types: ['code', 'token'] }),
    ).toMatchObject({ grant_types: ['authorization_code'], response_types: ['code'] })
    for (const types of [['implicit'], ['password', 'urn:x'], ['refresh_token']])
      expect(() => register({ grant_types: types })).toThrow(malformed('grant_types'))
    for (const types of [['token'], ['id_token', 'code token']])
      expect(() => register({ response_types: types })).toThrow(malformed('response_types'))
  })

  it('G3: a client without authentication gets no client_credentials', () => {
    for (const under of [policy, machines]) {
      expect(() =>
        register(
          { token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'client_credentials'] },
          under,
        ),
      ).toThrow(malformed('grant_types'))
    }
    expect(parseRegistration({ grant_types: ['client_credentials'] }, machines)).toEqual({
      redirect_uris: [],
      token_endpoint_auth_method: 'client_secret_basic',
      grant_types: ['client_credentials'],
      response_types: [],
    })
  })

  it('names the methods that it supports', () => {
    expect(() => register({ token_endpoint_auth_method: 'private_key_jwt' })).toThrow(
      expect.objectContaining({
        description: expect.stringContaining('none, client_secret_basic, client_secret_post'),
      }),
    )
    expect(() => register({ token_endpoint_auth_method: 1 })).toThrow(malformed('token_endpoint_auth_method'))
  })
})
