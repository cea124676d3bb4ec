import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OAuthError } from './errors.ts'
import {
  all,
  joinParameters,
  mostParameters,
  parseParameters,
  refuseDuplicates,
  required,
  single,
} from './parameters.ts'

const invalid = (parameter?: string) => expect.objectContaining({ code: 'invalid_request', status: 400, parameter })

describe('parseParameters', () => {
  it('reads names and values, + as a space, in order of arrival', () => {
    const parameters = parseParameters('scope=a+b%20c&resource=https%3A%2F%2Fx.example%2F1&&resource=2&flag&=nameless')
    expect([...parameters]).toEqual([
      ['scope', ['a b c']],
      ['resource', ['https://x.example/1', '2']],
      ['flag', ['']],
      ['', ['nameless']],
    ])
    expect(parseParameters('').size).toBe(0)
  })

  it.each([
    'a=%',
    'a=%2',
    'a=%zz',
    '%=a',
    'a=%ff',
    'a=%c0%af',
    'a=%ed%a0%80',
    'a=%f4%90%80%80',
    'a=\ud800',
    'a=é',
    'a=\u0000',
    'a=1\r\nb=2',
  ])('W10: refuses broken percent, UTF-8 and raw characters (%j)', (text) => {
    expect(() => parseParameters(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
  })

  it('V11: refuses NUL and lone surrogates however they are written', () => {
    for (const text of ['state=%00', 'st%00ate=1', 'state=%ED%BF%BF', 'state=\udfff']) {
      expect(() => parseParameters(text)).toThrow(expect.objectContaining({ code: 'invalid_request' }))
    }
  })

  it('W10: treats __proto__ and constructor as names like any other', () => {
    const parameters = parseParameters('__proto__=1&constructor=2&__proto__[polluted]=3')
    expect(single(parameters, '__proto__')).toBe('1')
    expect(single(parameters, 'constructor')).toBe('2')
    expect(single(parameters, 'toString')).toBeUndefined()
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })

  it('W11: stops at 200 members, however long the text goes on', () => {
    const members = (count: number) => Array.from({ length: count }, (_, index) => `a${index}=1`).join('&')
    expect(parseParameters(members(mostParameters)).size).toBe(mostParameters)
    expect(() => parseParameters(members(mostParameters + 1))).toThrow(invalid())
    expect(() => parseParameters('a=1&'.repeat(250_000))).toThrow(invalid())
    expect(() => parseParameters('a[b]['.repeat(200_000))).not.toThrow()
    expect(parseParameters('&'.repeat(1_000_000)).size).toBe(0)
    expect(single(parseParameters(`code=${'a'.repeat(1_000_000)}`), 'code')).toHaveLength(1_000_000)
  })

  it('reads back whatever URLSearchParams writes', () => {
    const word = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((text) => !/[\0\p{Cs}]/u.test(text))
    fc.assert(
      fc.property(fc.array(fc.tuple(word, word), { maxLength: 20 }), (pairs) => {
        const parameters = parseParameters(new URLSearchParams(pairs).toString())
        for (const [name] of pairs) {
          expect(parameters.get(name)).toEqual(pairs.filter(([other]) => other === name).map(([, value]) => value))
        }
      }),
      { seed: 1, numRuns: 500 },
    )
  })

  it('either refuses with invalid_request or reads what URLSearchParams reads', () => {
    const flat = (pairs: Iterable<readonly [string, string]>) =>
      Array.from(pairs, ([name, value]) => `${name}=${value}`).toSorted()
    const outcome = (text: string): unknown => {
      try {
        return flat(
          [...parseParameters(text)].flatMap(([name, values]) => values.map((value) => [name, value] as const)),
        )
      } catch (error) {
        return error instanceof OAuthError ? error.code : error
      }
    }
    const unit = fc.constantFrom('a', '=', '&', '+', '%', '2', 'C', '3', 'é', '\0', ' ')
    fc.assert(
      fc.property(fc.string({ unit, maxLength: 24 }), (text) => {
        expect(['invalid_request', flat(new URLSearchParams(text))]).toContainEqual(outcome(text))
      }),
      { seed: 2, numRuns: 2000 },
    )
  })
})

describe('reading one parameter', () => {
  const parameters = parseParameters(
    'once=1&twice=1&twice=1&empty=&emptyTwice=&emptyTwice=&resource=&resource=a&resource=b',
  )

  it('gives the value, and counts an empty one as absent (RFC 6749 §3.1)', () => {
    expect(single(parameters, 'once')).toBe('1')
    expect(single(parameters, 'empty')).toBeUndefined()
    expect(single(parameters, 'absent')).toBeUndefined()
    expect(required(parameters, 'once')).toBe('1')
    expect(all(parameters, 'resource')).toEqual(['a', 'b'])
    expect(all(parameters, 'absent')).toEqual([])
  })

  it('A3: refuses what is given twice, equal or empty values too, and names it', () => {
    expect(() => single(parameters, 'twice')).toThrow(invalid('twice'))
    expect(() => single(parameters, 'emptyTwice')).toThrow(invalid('emptyTwice'))
    expect(() => required(parameters, 'twice')).toThrow(invalid('twice'))
  })

  it('names what is missing', () => {
    expect(() => required(parameters, 'empty')).toThrow(invalid('empty'))
    expect(() => required(parameters, 'absent')).toThrow(invalid('absent'))
  })

  it('A3: refuses doubles among known and unknown names alike, except those that may repeat', () => {
    const doubled = parseParameters('resource=a&resource=b&unknown=1&unknown=2')
    expect(() => refuseDuplicates(doubled, { mayRepeat: ['resource'] })).toThrow(invalid('unknown'))
    expect(() => refuseDuplicates(parseParameters('resource=a&resource=b'), { mayRepeat: ['resource'] })).not.toThrow()
    expect(() => refuseDuplicates(parseParameters('resource=a&resource=b'), { mayRepeat: [] })).toThrow(
      invalid('resource'),
    )
  })

  it('A3: sees one in the query and one in the body as two, and st%61te as state', () => {
    const joined = joinParameters(parseParameters('state=1&client_id=c'), parseParameters('st%61te=2'))
    expect(() => single(joined, 'state')).toThrow(invalid('state'))
    expect(single(joined, 'client_id')).toBe('c')
  })
})
