/** W3C Trace Context: which traces are joined. */
import { describe, expect, it } from 'vitest'
import { joinTrace } from './trace-context.ts'

const trace = '0af7651916cd43dd8448eb211c80319c'
const parent = 'b7ad6b7169203331'

describe('a trace', () => {
  it.each([
    ['sampled', `00-${trace}-${parent}-01`, '01'],
    ['not sampled', `00-${trace}-${parent}-00`, '00'],
    ['with flags that are not known yet', `00-${trace}-${parent}-ff`, '01'],
    ['of a later version', `01-${trace}-${parent}-00`, '00'],
    ['of a later version that says more', `cc-${trace}-${parent}-01-what-comes`, '01'],
  ])('%s is joined, with a parent of our own', (_, header, flags) => {
    const [version, joined, own, said] = joinTrace(header).split('-')
    expect([version, joined, said]).toEqual(['00', trace, flags])
    expect(own).toMatch(/^[0-9a-f]{16}$/)
    expect(own).not.toBe(parent)
  })

  it.each([
    ['nothing', undefined],
    ['version ff', `ff-${trace}-${parent}-01`],
    ['more than version 00 knows', `00-${trace}-${parent}-01-more`],
    ['no dash behind a later version', `01-${trace}-${parent}-01more`],
    ['zeros for a trace', `00-${'0'.repeat(32)}-${parent}-01`],
    ['zeros for a parent', `00-${trace}-${'0'.repeat(16)}-01`],
    ['capitals', `00-${trace.toUpperCase()}-${parent}-01`],
    ['two of them', `00-${trace}-${parent}-01, 00-${trace}-${parent}-01`],
    ['nonsense', 'x'.repeat(10_000)],
  ])('begins anew where the client sent %s', (_, header) => {
    expect(joinTrace(header)).toMatch(/^00-(?!0{32})[0-9a-f]{32}-[0-9a-f]{16}-00$/)
    expect(joinTrace(header)).not.toContain(trace)
  })
})
