import fc from 'fast-check'
import { expect, it } from 'vitest'
import { OAuthError } from './errors.ts'
import { formatScope, isScopeToken, mostScopes, parseScope } from './scope.ts'

const refusal = expect.objectContaining({ code: 'invalid_scope', parameter: 'scope' })

it('splits on runs of spaces, drops doubles and keeps the order', () => {
  expect(parseScope(' files:write  files:read files:write ')).toEqual(['files:write', 'files:read'])
  expect(parseScope(' offline_access')).toEqual(['offline_access'])
})

it('reads absent, empty and blank as no scope', () => {
  for (const text of [undefined, '', ' ', '   ']) expect(parseScope(text)).toEqual([])
})

it('refuses the characters that RFC 6749 §3.3 leaves out', () => {
  for (const text of ['a"b', 'a\\b', 'a\tb', 'a\nb', 'a\u00a0b', 'é', 'a\0', 'a\u007f', '\u202ea']) {
    expect(() => parseScope(text)).toThrow(refusal)
    expect(isScopeToken(text)).toBe(false)
  }
  expect(isScopeToken('')).toBe(false)
  expect(isScopeToken('a b')).toBe(false)
  expect(isScopeToken('!#[]^~*/:.')).toBe(true)
})

it('W11: refuses more scopes than anybody has, also in 1 MB', () => {
  const scopes = Array.from({ length: mostScopes + 1 }, (_, index) => `s${index}`)
  expect(parseScope(scopes.slice(1).join(' '))).toHaveLength(mostScopes)
  expect(() => parseScope(scopes.join(' '))).toThrow(refusal)
  expect(() => parseScope(Array.from({ length: 200_000 }, (_, index) => `s${index}`).join(' '))).toThrow(refusal)
  expect(parseScope(' '.repeat(1_000_000))).toEqual([])
})

it('reads back what it writes', () => {
  const token = fc.string({ minLength: 1, maxLength: 8 }).filter(isScopeToken)
  fc.assert(
    fc.property(fc.uniqueArray(token, { maxLength: 20 }), (scopes) => {
      expect(parseScope(formatScope(scopes))).toEqual(scopes)
    }),
    { seed: 3, numRuns: 500 },
  )
})

it('accepts exactly what the grammar accepts', () => {
  const outcome = (text: string): unknown => {
    try {
      return parseScope(text)
    } catch (error) {
      return error instanceof OAuthError ? error.code : error
    }
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 6 }), (text) => {
      const isLegal = Array.from(text).every(
        (letter) => letter >= ' ' && letter <= '~' && letter !== '"' && letter !== '\\',
      )
      const tokens = text.split(/ +/).filter((token) => token !== '')
      expect(outcome(text)).toEqual(isLegal ? [...new Set(tokens)] : 'invalid_scope')
    }),
    { seed: 4, numRuns: 1000 },
  )
})
