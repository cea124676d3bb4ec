import fc from 'fast-check'
import { expect, it } from 'vitest'
import { formatBasicCredentials, parseBasicCredentials } from './basic-credentials.ts'
import { OAuthError } from './errors.ts'

const refusal = expect.objectContaining({ code: 'invalid_client', status: 401 })
const basic = (bytes: string | Uint8Array) => `Basic ${Buffer.from(bytes).toString('base64')}`

it('F2: decodes both halves as forms (RFC 6749 §2.3.1)', () => {
  expect(parseBasicCredentials(basic('a%3Ab:p%25+%2B+q'))).toEqual({ clientId: 'a:b', clientSecret: 'p% + q' })
  expect(parseBasicCredentials(basic('id:secret:with:colons'))).toEqual({
    clientId: 'id',
    clientSecret: 'secret:with:colons',
  })
  expect(parseBasicCredentials(basic('id:'))).toEqual({ clientId: 'id', clientSecret: '' })
  expect(parseBasicCredentials(`bASIC  ${btoa('id:s')}`)).toEqual({ clientId: 'id', clientSecret: 's' })
  expect(formatBasicCredentials({ clientId: 'a:b', clientSecret: 'p% + q' })).toBe(basic('a%3Ab:p%25+%2B+q'))
})

it('F2: any pair survives the way there and back', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((value) => !/[\p{Cc}\p{Cs}]/u.test(value))
  fc.assert(
    fc.property(
      text.filter((value) => value !== ''),
      text,
      (clientId, clientSecret) => {
        expect(parseBasicCredentials(formatBasicCredentials({ clientId, clientSecret }))).toEqual({
          clientId,
          clientSecret,
        })
      },
    ),
    { seed: 11, numRuns: 1000 },
  )
})

it.each([
  ['nothing after the scheme', 'Basic'],
  ['nothing but a space', 'Basic '],
  ['another scheme', `Bearer ${btoa('id:secret')}`],
  ['no space', `Basic${btoa('id:secret')}`],
  ['no colon', basic('id-secret')],
  ['no id', basic(':secret')],
  ['no padding', `Basic ${btoa('id:secre').replace(/=+$/, '')}`],
  ['too much padding', `Basic ${btoa('id:secret')}=`],
  ['loose trailing bits', 'Basic aWQ6czF='],
  ['base64url', basic('id:>>>???').replace('+', '-').replace('/', '_')],
  ['white space inside', 'Basic aWQ6 c2VjcmV0'],
  ['two credentials', `${basic('id:secret')}, ${basic('id:secret')}`],
  ['foreign characters', 'Basic aWQ6c2VjcmV0é'],
  ['raw bytes that are no UTF-8', basic(new Uint8Array([0x69, 0x3a, 0xff, 0xfe]))],
  ['raw UTF-8, which form encoding never leaves', basic('id:é')],
  ['percent sequences that are no UTF-8', basic('id:%ff')],
  ['broken percent sequences', basic('id:%')],
  ['NUL', basic('id:a\0')],
  ['encoded NUL', basic('i%00d:a')],
  ['encoded line break', basic('id:a%0d%0a')],
  ['64 KB', basic(`id:${'a'.repeat(64_000)}`)],
  ['1 MB of padding', `Basic ${'='.repeat(1_000_000)}`],
  ['1 MB of spaces', `Basic ${' '.repeat(1_000_000)}`],
])('F1: refuses %s with invalid_client', (_, header) => {
  expect(() => parseBasicCredentials(header)).toThrow(refusal)
})

it('F1: whatever the header, it is credentials or invalid_client', () => {
  const outcome = (header: string): unknown => {
    try {
      return parseBasicCredentials(header).clientId === '' ? 'no id' : 'credentials'
    } catch (error) {
      return error instanceof OAuthError ? error.code : error
    }
  }
  const bytes = fc.uint8Array().map((list) => Buffer.from(list).toString('base64'))
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String(), bytes), (text) => {
      expect(['credentials', 'invalid_client']).toContain(outcome(`Basic ${text}`))
    }),
    { seed: 12, numRuns: 2000 },
  )
})
