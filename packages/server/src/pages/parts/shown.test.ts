import { describe, expect, it } from 'vitest'
import { address, named, nameText, otherWords } from './shown.ts'

describe('what others wrote', () => {
  it('B8: loses what turns or hides text, and is cut', () => {
    expect(nameText('Cl\u202Eaude\u200B \u2066Code\u2069', '?')).toBe('Claude Code')
    expect([...nameText('x'.repeat(10_240), '?')]).toHaveLength(64)
    expect(otherWords('w '.repeat(10_240)).length).toBeLessThan(450)
  })

  it('B8: a name of which nothing can be seen is called what it is', () => {
    for (const nothing of ['', '   ', '\u200B\u2800\u3164', '\u202E'])
      expect(nameText(nothing, 'An app without a name')).toBe('An app without a name')
  })

  it('is escaped and set apart', () => {
    expect(named('<b>"&\'', '?').toString()).toBe('<bdi>&lt;b&gt;&quot;&amp;&#39;</bdi>')
    expect(named('שלום', '?').toString()).toBe('<bdi>שלום</bdi>')
  })

  it('B7: shows an address whole up to the longest host, left to right, and spells out what is no A-label', () => {
    expect(address(`${'a'.repeat(253)}`).toString()).toContain('a'.repeat(253))
    expect(address('аpple.example\u202E').toString()).toContain('\\u{430}pple.example\\u{202e}')
    expect(address('x').toString()).toContain('dir="ltr"')
    expect(address(`https://a.example/${'x'.repeat(10_240)}`).length).toBeLessThan(600)
  })
})
