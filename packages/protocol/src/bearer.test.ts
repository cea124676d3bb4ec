import { expect, it } from 'vitest'
import { readBearer } from './bearer.ts'

const headers = (...values: readonly string[]) => {
  const all = new Headers()
  for (const value of values) all.append('Authorization', value)
  return all
}

it('reads the token of RFC 6750 §2.1, the scheme in any case', () => {
  for (const scheme of ['Bearer', 'bearer', 'BEARER']) {
    expect(readBearer(headers(`${scheme} abc.DEF-_~+/09==`))).toEqual({ token: 'abc.DEF-_~+/09==' })
  }
  expect(readBearer(headers('Bearer   abc'))).toEqual({ token: 'abc' })
})

it('tells the absence of a token from a wrong one', () => {
  expect(readBearer(headers())).toEqual({ absent: true })
  for (const other of ['Basic aWQ6cw==', 'DPoP abc', 'Bearerabc', 'X-Bearer abc', '']) {
    expect(readBearer(headers(other))).toEqual({ absent: true })
  }
})

it('R14: refuses two Authorization headers, or two credentials in one', () => {
  const refusal = expect.objectContaining({ code: 'invalid_request', status: 400 })
  expect(() => readBearer(headers('Bearer a', 'Bearer b'))).toThrow(refusal)
  expect(() => readBearer(headers('Bearer a', 'Bearer a'))).toThrow(refusal)
  expect(() => readBearer(headers('Basic aWQ6cw==', 'Bearer b'))).toThrow(refusal)
  expect(() => readBearer(headers('Bearer a, Bearer b'))).toThrow(refusal)
  expect(() => readBearer(headers('Bearer a,'))).toThrow(refusal)
})

it.each([
  'Bearer',
  'Bearer ',
  'Bearer a b',
  'Bearer =',
  'Bearer a=b',
  'Bearer "a"',
  'Bearer é',
  'Bearer a;b',
  'Bearer a\tb',
  `Bearer ${'a'.repeat(16_385)}`,
])('R10: %.20j is a malformed token, never an anonymous call', (value) => {
  expect(() => readBearer(headers(value))).toThrow(expect.objectContaining({ code: 'invalid_token', status: 401 }))
})

it('W11: refuses a 1 MB token unread', () => {
  expect(() => readBearer(headers(`Bearer ${'='.repeat(1_000_000)}`))).toThrow(
    expect.objectContaining({ code: 'invalid_token' }),
  )
})
