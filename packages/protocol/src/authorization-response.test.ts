import fc from 'fast-check'
import { expect, it } from 'vitest'
import { authorizationResponseUrl, formPostFields } from './authorization-response.ts'

const iss = 'https://auth.example'
const membersOf = (url: string) => [...new URL(url).searchParams]

it('adds code, state and iss to the redirect URI', () => {
  expect(authorizationResponseUrl('https://app.example/cb', { iss, state: 'x y&z', code: 'cod_1' })).toBe(
    'https://app.example/cb?code=cod_1&state=x%20y%26z&iss=https%3A%2F%2Fauth.example',
  )
  expect(authorizationResponseUrl('http://127.0.0.1:33418', { iss, code: 'c' })).toBe(
    'http://127.0.0.1:33418?code=c&iss=https%3A%2F%2Fauth.example',
  )
  expect(authorizationResponseUrl('cursor://a/b', { iss, error: 'access_denied' })).toBe(
    'cursor://a/b?error=access_denied&iss=https%3A%2F%2Fauth.example',
  )
})

it('A8: every answer, success or error, has exactly one iss, also if the registered URI has a query', () => {
  for (const uri of [
    'https://app.example/cb',
    'https://app.example/cb?',
    'https://app.example/cb?a=%7e&b',
    'https://app.example/cb?a=1&',
    'com.app:/cb?tenant=x',
    'http://localhost?a',
  ]) {
    for (const answer of [
      { iss, state: 's', code: 'c' },
      { iss, state: 's', error: 'invalid_scope', error_description: 'no' },
    ] as const) {
      const url = authorizationResponseUrl(uri, answer)
      expect(url.startsWith(uri)).toBe(true)
      expect(new URL(url).searchParams.getAll('iss')).toEqual([iss])
      expect(new URL(url).searchParams.getAll('state')).toEqual(['s'])
      expect(url).not.toMatch(/\?&|&&|\?.*\?/)
    }
  }
})

it('A8: a redirect URI that already answers is our bug, never a redirect', () => {
  for (const uri of [
    'https://app.example/cb?iss=https://evil.example',
    'https://app.example/cb?a&c%6fde=1',
    'https://app.example/cb#x',
  ]) {
    expect(() => authorizationResponseUrl(uri, { iss, code: 'c' })).toThrow('never registered')
  }
})

it('brings any state back unchanged', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/\p{Cs}/u.test(text)),
      (state) => {
        expect(membersOf(authorizationResponseUrl('https://app.example/cb?x=1', { iss, state, code: 'c' }))).toEqual([
          ['x', '1'],
          ['code', 'c'],
          ['state', state],
          ['iss', iss],
        ])
      },
    ),
    { seed: 13, numRuns: 500 },
  )
})

it('gives the same answer as form fields, without the absent ones', () => {
  expect(formPostFields({ iss, state: 's', code: 'c' })).toEqual([
    ['code', 'c'],
    ['state', 's'],
    ['iss', iss],
  ])
  expect(formPostFields({ iss, error: 'server_error' })).toEqual([
    ['error', 'server_error'],
    ['iss', iss],
  ])
})
