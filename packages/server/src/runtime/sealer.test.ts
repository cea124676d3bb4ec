/** What was sealed opens for its rightful reader only. */
import { describe, expect, it } from 'vitest'
import { createSealer } from './sealer.ts'

const answers = createSealer('stored-answer')

describe('the sealer', () => {
  it('opens what it sealed, with the same secret and context', () => {
    const sealed = answers.seal('secret', 'an answer \u{1f511}', 'row 1')
    expect(answers.open('secret', sealed, 'row 1')).toBe('an answer \u{1f511}')
    expect(sealed).not.toContain('answer')
  })

  it('seals the same text differently each time', () => {
    expect(answers.seal('s', 'text', 'row')).not.toBe(answers.seal('s', 'text', 'row'))
  })

  it('K6: what was sealed for one row does not open on another', () => {
    expect(answers.open('secret', answers.seal('secret', 'text', 'row 1'), 'row 2')).toBeUndefined()
  })

  it('opens nothing with another secret, for another purpose, or after any change', () => {
    const sealed = answers.seal('secret', 'text', 'row')
    expect(answers.open('Secret', sealed, 'row')).toBeUndefined()
    expect(createSealer('signing-key').open('secret', sealed, 'row')).toBeUndefined()
    for (let at = 3; at < sealed.length - 1; at += 1) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      expect(answers.open('secret', changed, 'row')).toBeUndefined()
    }
  })

  it.each(['', 'v1.', 'v1.AAAA', 'v2.AAAA', 'text'])('takes %j for nothing of ours', (text) => {
    expect(answers.open('secret', text, 'row')).toBeUndefined()
  })
})
