import fc from 'fast-check'
import { expect, it } from 'vitest'
import { cleanDisplayText } from './display-text.ts'

it('leaves honest names of all scripts as they are', () => {
  for (const name of [
    'Claude Code (files)',
    'Zoë’s Büro',
    '文件管理',
    'مدير الملفات',
    'फ़ाइल प्रबंधक',
    '👍🏽 Café',
    'a<b>&"c"',
  ]) {
    expect(cleanDisplayText(name, 80)).toBe(name.normalize('NFC'))
  }
})

it('B8: takes out bidi controls, zero-width and control characters', () => {
  expect(cleanDisplayText('Goo\u200bgle\u202emoc.live\u202c', 80)).toBe('Googlemoc.live')
  expect(cleanDisplayText('\u2066a\u2069\u200e\u200f\u061c\ufeff\u00ad\u2060b\u{e0061}\u{e007f}', 80)).toBe('ab')
  expect(cleanDisplayText('a\0\u0007\u001b[31mred\u0085\u009b', 80)).toBe('a[31mred')
  expect(cleanDisplayText('a\ud800b\udc00\ue000\uffff\ufffc\u3164\u2800', 80)).toBe('ab')
  expect(cleanDisplayText('  two\r\n\t\u3000\u00a0lines\u2028 ', 80)).toBe('two lines')
  expect(cleanDisplayText('\u202e\u200b\0 ', 80)).toBe('')
})

it('B8: cuts 10 KB, between graphemes, and shows that it did', () => {
  expect(cleanDisplayText('x'.repeat(10_240), 10)).toBe(`${'x'.repeat(9)}…`)
  expect(cleanDisplayText('0123456789', 10)).toBe('0123456789')
  expect(cleanDisplayText(`12345678${'🇨🇭'.repeat(3)}`, 10)).toBe('12345678…')
  expect(cleanDisplayText('one two three', 8)).toBe('one two…')
})

it('B8: does not let marks pile up over the neighbouring lines', () => {
  expect(cleanDisplayText(`x${'\u0327'.repeat(20)}y`, 80)).toBe(`x${'\u0327'.repeat(4)}y`)
  expect(cleanDisplayText(`x${'\u0301\u0327'.repeat(5000)}`, 80)).toHaveLength(5)
})

it('W11: reads no more of 10 MB than it needs', () => {
  expect(cleanDisplayText('\u200b'.repeat(10_000_000), 80)).toBe('')
  expect(cleanDisplayText('e\u0301'.repeat(5_000_000), 80)).toMatch(/^é{79}…$/u)
})

it('B8: whatever comes in, what comes out is short, visible and stays so', () => {
  const nasty = fc.constantFrom('\u202e', '\u200d', '\0', '\ud800', '\u0301', ' ', '\n', 'a', '🇨', '👍🏽', 'ﷺ', '\u1160')
  fc.assert(
    fc.property(
      fc.array(fc.oneof(nasty, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 }),
      fc.integer({ min: 1, max: 20 }),
      (pieces, most) => {
        const text = cleanDisplayText(pieces.join(''), most)
        expect(Array.from(text).length).toBeLessThanOrEqual(most)
        expect(text).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]|^\s|\s$|\s\s/u)
        expect(cleanDisplayText(text, most)).toBe(text)
      },
    ),
    { seed: 14, numRuns: 500 },
  )
})
