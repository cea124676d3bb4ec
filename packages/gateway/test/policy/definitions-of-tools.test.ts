/** What a tool promises: one canonical text, one digest, one suggestion. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, findChanges, pinDefinition, suggestLevel } from '../../src/policy/tool-definition.ts'
import { look } from './policy-world.ts'

/** The same value with its members in another order. */
const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([name, one]) => [name, shuffled(one)]),
  )
}

describe('the definition of a tool', () => {
  it('has one digest, in whatever order its members come', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string(), (inputSchema, description) => {
        const tool = { name: 'look', description, inputSchema }
        expect(pinDefinition(shuffled(tool) as typeof tool)?.sha256).toBe(pinDefinition(tool)?.sha256)
      }),
      { seed: 11, numRuns: 500 },
    )
  })

  it('has another digest when anything else is said, and names what', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), fc.jsonValue({ maxDepth: 3 }), (one, other) => {
        const [before, after] = [one, other].map((inputSchema) => pinDefinition({ name: 'look', inputSchema }))
        const isSame = canonicalJson(one) === canonicalJson(other)
        expect(before?.sha256 === after?.sha256).toBe(isSame)
        if (!before || !after) throw new Error('neither is too large')
        const changes = findChanges(before.definition, after.definition, { onlySaid: false })
        expect(changes).toEqual(isSame ? [] : ['inputSchema'])
      }),
      { seed: 12, numRuns: 500 },
    )
  })

  it('is read back from its canonical text as it was', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)))
      }),
      { seed: 13, numRuns: 500 },
    )
  })

  it('holds what people and models read, and no pictures', () => {
    const { definition } =
      pinDefinition({ ...look, icons: [{ src: 'https://x.example/a.png' }], _meta: { a: 1 } }) ?? {}
    expect(definition).toEqual(look)
  })

  it('that is nested too deeply or too large cannot be pinned', () => {
    let deep: unknown = {}
    for (let depth = 0; depth < 70; depth += 1) deep = { deep }
    expect(pinDefinition({ name: 'look', inputSchema: deep })).toBeUndefined()
    expect(pinDefinition({ name: 'look', description: 'x'.repeat(300_000) })).toBeUndefined()
  })

  it.each([
    ['read', { readOnlyHint: true }],
    ['read', { readOnlyHint: true, destructiveHint: false }],
    ['admin', { destructiveHint: true }],
    ['admin', { readOnlyHint: false, destructiveHint: true }],
    // Who says both is believed the worse.
    ['admin', { readOnlyHint: true, destructiveHint: true }],
    ['write', { readOnlyHint: false }],
    ['write', { destructiveHint: false }],
    ['write', {}],
    ['write', undefined],
    ['write', { readOnlyHint: 'true' }],
    ['write', { readOnlyHint: 1, destructiveHint: 1 }],
    ['write', null],
    ['write', ['readOnlyHint']],
  ])('suggests %s for %j', (level, annotations) => {
    expect(suggestLevel({ name: 'look', annotations } as never)).toBe(level)
  })
})
