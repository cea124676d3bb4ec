import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseJson, readJson } from './json.ts'

const parse = (text: string, maxDepth?: number) =>
  parseJson(text, { refusal: 'invalid_client_metadata', ...(maxDepth === undefined ? {} : { maxDepth }) })
interface Written {
  readonly text: string
  readonly isDoubled: boolean
}
const isRefused = (text: string): boolean => {
  try {
    parse(text)
    return false
  } catch {
    return true
  }
}
const refusal = expect.objectContaining({ code: 'invalid_client_metadata', status: 400 })

it('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      expect(parse(text)).toEqual(JSON.parse(text))
    }),
    { seed: 15, numRuns: 1000 },
  )
  expect(parse(' {"a":{"a":[{"a":1},{"a":2}]},"b":"{\\"a\\":1,\\"a\\":[[[[["} ')).toEqual({
    a: { a: [{ a: 1 }, { a: 2 }] },
    b: '{"a":1,"a":[[[[[',
  })
})

it.each([
  '',
  '{',
  '{]',
  'nope',
  "{'a':1}",
  '{"a":1,}',
  '[1',
  '"open',
  '"open\\',
  '\ufeff{}',
  '{"a":1}{"b":2}',
  'NaN',
  '{"a":01}',
])('G2: refuses %j', (text) => {
  expect(() => parse(text)).toThrow(refusal)
})

it('G2: refuses a key that stands twice in one object, also when one of them is escaped', () => {
  for (const text of [
    '{"a":1,"a":1}',
    '{"a":1,"\\u0061":2}',
    '[{"b":{"a":{},"c":[],"a":1}}]',
    '{"":1,"":2}',
    '{"__proto__":1,"__proto__":2}',
    '{ "a" : 1 , "a" : 2 }',
  ]) {
    expect(() => parse(text)).toThrow(refusal)
  }
})

it('G2: finds a doubled key wherever it stands, and only there', () => {
  const key = fc.constantFrom('a', 'b', '\\u0061', '__proto__', 'constructor', ':', '{\\"a\\":', '\\\\', '')
  const { node } = fc.letrec<{ node: Written }>((tie) => ({
    node: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom('1', 'null', '":"', '"{\\"a\\":1}"').map((text) => ({ text, isDoubled: false })),
      fc.array(tie('node'), { maxLength: 3 }).map((members) => ({
        text: `[${members.map(({ text }) => text).join(' , ')}]`,
        isDoubled: members.some(({ isDoubled }) => isDoubled),
      })),
      fc.array(fc.tuple(key, tie('node')), { maxLength: 3 }).map((members) => ({
        text: `{${members.map(([name, { text }]) => `"${name}" :${text}`).join(',')}}`,
        isDoubled:
          new Set(members.map(([name]) => (name === '\\u0061' ? 'a' : name))).size < members.length ||
          members.some(([, { isDoubled }]) => isDoubled),
      })),
    ),
  }))
  fc.assert(
    fc.property(node, ({ text, isDoubled }) => {
      expect(isRefused(text)).toBe(isDoubled)
    }),
    { seed: 15, numRuns: 2000 },
  )
})

it('G2: reads a key with escapes as what it says, whatever others sent before', () => {
  parse('{"a":[],"\\\\":1}')
  parse('{"a":[],"b\\\\":1}')
  for (const key of ['\n', '"', '\\', 'b\n', '"\\":1,"', '\ud800']) {
    const text = JSON.stringify({ a: [[], {}, -1.5e3, true, null, '{"\\'], [key]: { [key]: [1] } }, undefined, 1)
    expect(JSON.stringify(parse(text), undefined, 1)).toBe(text)
    expect(JSON.stringify(readJson(text), undefined, 1)).toBe(text)
  }
  expect(parse('{"a":[],"\\u0062":{"\\u005f_proto__":1}}')).toEqual({ a: [], b: { ['__proto__']: 1 } })
})

it('G2: keeps __proto__ a member like any other', () => {
  const value = parse('{"__proto__":{"polluted":1}}') as object
  expect(Object.keys(value)).toEqual(['__proto__'])
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
})

it('G2: refuses depth before anything is built', () => {
  expect(() => parse('['.repeat(10_000) + ']'.repeat(10_000))).toThrow(refusal)
  expect(() => parse('{"a":'.repeat(10_000))).toThrow(refusal)
  expect(parse('[[1]]', 2)).toEqual([[1]])
  expect(() => parse('[[[1]]]', 2)).toThrow(refusal)
  expect(parse('[[1],[2],[3],{"a":[4]}]', 3)).toHaveLength(4)
})

it('W11: 1 MB of quotes, backslashes or brackets costs one pass', () => {
  for (const piece of ['"', '\\"', '"\\', '[', ']', '{', ':', ',', '":', '"a":']) {
    expect(() => parse(piece.repeat(1_000_000 / piece.length))).toThrow(refusal)
    expect(() => parse(`"${piece.repeat(1_000_000 / piece.length)}`)).toThrow(refusal)
  }
})

it('keeps the reason for the log', () => {
  expect(() => parse('{')).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }))
})
