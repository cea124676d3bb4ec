import { describe, expect, it } from 'vitest'
import { readAuthorizationRequest, readClientAndRedirect } from './authorization-request.ts'
import { parseParameters } from './parameters.ts'

const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
const good: Readonly<Record<string, string>> = {
  client_id: 'cli_1',
  redirect_uri: 'http://127.0.0.1:4000/callback',
  response_type: 'code',
  state: 'xyz',
  code_challenge: challenge,
  code_challenge_method: 'S256',
}
const query = (changes: Readonly<Record<string, string | undefined>> = {}, tail = '') => {
  const members = Object.entries({ ...good, ...changes }).flatMap<[string, string]>(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  )
  return parseParameters(new URLSearchParams(members).toString() + tail)
}
const read = (changes?: Readonly<Record<string, string | undefined>>, tail?: string) =>
  readAuthorizationRequest(query(changes, tail))
const refusal = (code: string, parameter: string) => expect.objectContaining({ code, parameter })

describe('the request', () => {
  it('is read whole, under the names of the wire', () => {
    expect(
      read(
        {
          scope: ' files:read ',
          nonce: 'n',
          prompt: 'consent login',
          max_age: '0',
          login_hint: 'alice',
          id_token_hint: 'ey',
          response_mode: 'form_post',
          unknown: 'x',
        },
        '&resource=https://a.example/mcp&resource=https://b.example/',
      ),
    ).toEqual({
      ...good,
      scope: ' files:read ',
      nonce: 'n',
      prompt: ['login', 'consent'],
      max_age: 0,
      login_hint: 'alice',
      id_token_hint: 'ey',
      response_mode: 'form_post',
      resource: ['https://a.example/mcp', 'https://b.example/'],
    })
  })

  it('needs no more than RFC 6749, PKCE and a client ask for', () => {
    expect(read({ redirect_uri: undefined, state: undefined, scope: '' })).toEqual({
      client_id: 'cli_1',
      response_type: 'code',
      response_mode: 'query',
      code_challenge: challenge,
      code_challenge_method: 'S256',
      resource: [],
      prompt: [],
    })
  })

  it.each([
    'state',
    'response_type',
    'scope',
    'code_challenge',
    'code_challenge_method',
    'nonce',
    'prompt',
    'response_mode',
    'unknown',
  ])('A3: %s twice is invalid_request', (name) => {
    expect(() => read({ [name]: good[name] ?? 'x' }, `&${name}=${good[name] ?? 'x'}`)).toThrow(
      refusal('invalid_request', name),
    )
  })

  it('A3: also when the name is disguised', () => {
    expect(() => read({}, '&st%61te=xyz')).toThrow(refusal('invalid_request', 'state'))
  })

  it('A5: response_type missing is invalid_request, any but code is unsupported_response_type', () => {
    expect(() => read({ response_type: undefined })).toThrow(refusal('invalid_request', 'response_type'))
    expect(() => read({ response_type: '' })).toThrow(refusal('invalid_request', 'response_type'))
    for (const type of ['token', 'id_token', 'code token', 'token code', 'code id_token', 'none', 'CODE', 'code ']) {
      expect(() => read({ response_type: type })).toThrow(refusal('unsupported_response_type', 'response_type'))
    }
  })

  it('A6: request objects and unknown response modes are refused under their own codes', () => {
    expect(() => read({ request: 'eyJhbGciOiJub25lIn0.e30.' })).toThrow(refusal('request_not_supported', 'request'))
    expect(() => read({ request_uri: 'https://evil.example/request' })).toThrow(
      refusal('request_uri_not_supported', 'request_uri'),
    )
    for (const mode of ['fragment', 'query.jwt', 'web_message', 'QUERY']) {
      expect(() => read({ response_mode: mode })).toThrow(refusal('invalid_request', 'response_mode'))
    }
  })

  it('D1: a challenge is asked of every client', () => {
    expect(() => read({ code_challenge: undefined, code_challenge_method: undefined })).toThrow(
      refusal('invalid_request', 'code_challenge'),
    )
    expect(() => read({ code_challenge: '' })).toThrow(refusal('invalid_request', 'code_challenge'))
  })

  it('D1: S256 is the only method; none means plain and is refused', () => {
    for (const method of [undefined, '', 'plain', 's256', 'S512']) {
      expect(() => read({ code_challenge_method: method })).toThrow(refusal('invalid_request', 'code_challenge_method'))
    }
  })

  it('D3: a challenge is 43 base64url characters without padding', () => {
    for (const text of [
      challenge.slice(1),
      `${challenge}A`,
      `${challenge}=`,
      `${challenge.slice(1)}+`,
      `${challenge.slice(0, -1)}B`,
      `${challenge}\n`,
    ]) {
      expect(() => read({ code_challenge: text })).toThrow(refusal('invalid_request', 'code_challenge'))
    }
  })

  it('A12: prompt none stands alone, known values are kept, others ignored', () => {
    expect(read({ prompt: 'none' }).prompt).toEqual(['none'])
    expect(read({ prompt: ' consent  consent create' }).prompt).toEqual(['consent'])
    for (const prompt of ['none login', 'login none', 'none create']) {
      expect(() => read({ prompt })).toThrow(refusal('invalid_request', 'prompt'))
    }
  })

  it('A12: max_age is a whole number of seconds', () => {
    expect(read({ max_age: '3600' }).max_age).toBe(3600)
    for (const text of ['-1', '1.5', '1e3', 'abc', ' 1', '99999999999', 'Infinity']) {
      expect(() => read({ max_age: text })).toThrow(refusal('invalid_request', 'max_age'))
    }
  })

  it('says which of scope and resource is malformed', () => {
    expect(() => read({ scope: 'a"b' })).toThrow(refusal('invalid_scope', 'scope'))
    expect(() => read({}, '&resource=https://a.example/%23&resource=https://b.example/%23x')).toThrow(
      refusal('invalid_target', 'resource'),
    )
    expect(() => read({ resource: '/relative' })).toThrow(refusal('invalid_target', 'resource'))
    expect(read({ resource: '' }).resource).toEqual([])
  })
})

describe('client and redirect URI, before anything may be redirected', () => {
  it('are read even if all the rest is broken', () => {
    expect(
      readClientAndRedirect(
        parseParameters('client_id=c&redirect_uri=https://a.example/cb&state=1&response_type=x&prompt=a&prompt=b'),
      ),
    ).toEqual({
      client_id: 'c',
      redirect_uri: 'https://a.example/cb',
      state: '1',
      response_mode: 'query',
    })
    expect(readClientAndRedirect(parseParameters('client_id=c&response_mode=form_post'))).toEqual({
      client_id: 'c',
      response_mode: 'form_post',
    })
  })

  it('A1: client_id missing is invalid_request', () => {
    expect(() => readClientAndRedirect(parseParameters('redirect_uri=https://a.example/cb'))).toThrow(
      refusal('invalid_request', 'client_id'),
    )
    expect(() => readClientAndRedirect(parseParameters('client_id='))).toThrow(refusal('invalid_request', 'client_id'))
  })

  it('A3: either of them twice is invalid_request', () => {
    expect(() => readClientAndRedirect(parseParameters('client_id=c&client_id=c'))).toThrow(
      refusal('invalid_request', 'client_id'),
    )
    expect(() => readClientAndRedirect(parseParameters('client_id=c&redirect_uri=a&redirect_uri=a'))).toThrow(
      refusal('invalid_request', 'redirect_uri'),
    )
  })

  it('A3: a doubled state or response_mode is not believed, and is no reason for a page', () => {
    expect(
      readClientAndRedirect(
        parseParameters('client_id=c&state=1&state=2&response_mode=form_post&response_mode=form_post'),
      ),
    ).toEqual({
      client_id: 'c',
      response_mode: 'query',
    })
  })
})
