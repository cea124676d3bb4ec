import { describe, expect, it } from 'vitest'
import { assertionAlgorithms, isAssertionType, readAssertionClaims } from './client-assertion.ts'
import { epochSeconds } from './time.ts'

const now = epochSeconds(1_800_000_000)
const issuer = 'https://auth.example'
const honest = { iss: 'cli_1', sub: 'cli_1', aud: issuer, exp: now + 60, jti: 'one' }
const read = (changes: Readonly<Record<string, unknown>> = {}, audiences = [issuer]) =>
  readAssertionClaims({ ...honest, ...changes }, { audiences, now })
const fault = { fault: expect.any(String) }

describe('the claims of an assertion', () => {
  it('name the client, the time and the one use', () => {
    expect(read()).toEqual({ clientId: 'cli_1', jti: 'one', expiresAt: now + 60 })
    expect(read({ aud: [issuer], nbf: now + 60, exp: now + 600, iat: now })).not.toHaveProperty('fault')
  })

  it.each([
    ['another issuer', 'https://other.example'],
    ['a slash more', `${issuer}/`],
    ['the token endpoint', `${issuer}/token`],
    ['the endpoint for pushed requests', `${issuer}/par`],
    ['several values', [issuer, 'https://other.example']],
    ['our issuer twice', [issuer, issuer]],
    ['an empty list', []],
    ['nothing', undefined],
    ['an object', { toString: issuer }],
    ['a list in a list', [[issuer]]],
  ])('F8: aud must not be %s', (_, aud) => {
    expect(read({ aud })).toEqual(fault)
  })

  it('F8: the token endpoint is an audience where an operator says so', () => {
    expect(read({ aud: `${issuer}/token` }, [issuer, `${issuer}/token`])).not.toHaveProperty('fault')
  })

  it.each([
    ['no exp', { exp: undefined }],
    ['an exp that has come', { exp: now }],
    ['an exp as text', { exp: String(now + 60) }],
    ['an exp beyond numbers', { exp: Number.POSITIVE_INFINITY }],
    ['more than 10 minutes', { exp: now + 601 }],
    ['an nbf more than 60 s ahead', { nbf: now + 61 }],
    ['an nbf as text', { nbf: 'x' }],
    ['iss unlike sub', { iss: 'cli_2' }],
    ['no iss', { iss: undefined }],
    ['no sub', { sub: undefined }],
    ['neither', { sub: undefined, iss: undefined }],
    ['an empty name', { sub: '', iss: '' }],
    ['no jti', { jti: undefined }],
    ['an empty jti', { jti: '' }],
    ['a jti that is no text', { jti: 1 }],
    ['a very long jti', { jti: 'x'.repeat(513) }],
  ])('F9: %s is refused', (_, changes) => {
    expect(read(changes)).toEqual(fault)
  })
})

it('F10: a token of another purpose is no assertion', () => {
  for (const typ of ['at+jwt', 'oauth-id-jag+jwt', 'dpop+jwt', 'secevent+jwt', '', 1, null, ['JWT']]) {
    expect([typ, isAssertionType(typ)]).toEqual([typ, false])
  }
  for (const typ of [undefined, 'JWT', 'jwt', 'client-authentication+jwt']) expect(isAssertionType(typ)).toBe(true)
})

it('F7: knows no symmetric algorithm and not "none"', () => {
  expect(assertionAlgorithms.filter((alg) => alg.startsWith('HS') || /none/i.test(alg))).toEqual([])
})
