/** A model proves something only if every state was seen, and a twin only if a promise broke. */
import { expect, it } from 'vitest'
import { parseReport } from './parse-report.ts'

const whole = 'State-vector 92 byte, depth reached 518, errors: 0\n    54681 states, stored\n'

it('holds when the search came to its end without an error', () => {
  expect(parseReport(whole)).toEqual({ outcome: 'holds', states: 54_681, reason: '' })
})

it('is violated only by a promise of the model', () => {
  const broken = 'pan:1: assertion violated (children[token]<=1) (at depth 197)\n'
  expect(parseReport(`${broken}Warning: Search not completed\n${whole.replace('errors: 0', 'errors: 1')}`)).toEqual({
    outcome: 'violated',
    states: 54_681,
    reason: '(children[token]<=1)',
  })
})

it.each([
  ['the model got stuck', `pan:1: invalid end state (at depth 9)\n${whole.replace('errors: 0', 'errors: 1')}`],
  ['the search was not deep enough', `error: max search depth too small\n${whole}`],
  ['memory ran out', `pan: reached -DMEMLIM bound\nWarning: Search not completed\n${whole}`],
  ['nothing was printed', ''],
])('says nothing when %s', (_, text) => {
  expect(parseReport(text).outcome).toBe('cut')
})
