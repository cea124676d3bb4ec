/** Names that could be taken for one another, and what hides in names and texts. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldName, hidesInName, hidesInText, likenessesOf, showText } from '../../src/policy/names.ts'

const areConfusable = (one: string, other: string): boolean => {
  const likenesses = new Set(likenessesOf(one))
  return likenessesOf(other).some((likeness) => likenesses.has(likeness))
}

describe('names', () => {
  it.each([
    ['read_file', 'read-file', 'separators'],
    ['read_file', 'readFile', 'capitals'],
    ['read file', 'read.file', 'spaces'],
    ['read_file', 'rеad_file', 'a Cyrillic e'],
    ['read_file', 'reаd_filе', 'several Cyrillic letters'],
    ['copy', 'сору', 'a word that is Cyrillic as a whole'],
    ['top', 'τορ', 'Greek letters'],
    ['Help', 'Ηelp', 'a Greek capital'],
    ['ηote', 'Ηote', 'one Greek letter, small and large'],
    ['read_file', 'ｒｅａｄ＿ｆｉｌｅ', 'full width'],
    ['read_file', 'read_\u200bfile', 'a space of no width'],
    ['read_file', 'read_file\u{e0041}', 'a tag'],
    ['read_file', '\u202eread_file', 'a turn of direction'],
    ['office', 'oﬃce', 'a ligature'],
    ['straße', 'STRASSE', 'a letter with two capitals'],
    ['list_notes', 'list\u2010notes', 'another dash'],
  ])('S10: %s and %s are confusable (%s)', (one, other) => {
    expect(areConfusable(one, other)).toBe(true)
  })

  it('S10: names that differ to the eye are different names', () => {
    const names = [
      'read_file',
      'read_files',
      'write_file',
      'list',
      'listen',
      'get_v1',
      'get_v2',
      'a',
      'b',
      'put',
      'pat',
    ]
    for (const one of names) for (const other of names) expect(areConfusable(one, other)).toBe(one === other)
  })

  it('S10: folding twice is folding once, and nothing invisible or separating is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        const folded = foldName(name)
        expect(hidesInName(folded)).toBe(false)
        expect(folded).not.toMatch(/[\s\-_.]/u)
      }),
      { seed: 10, numRuns: 1000 },
    )
    fc.assert(
      fc.property(fc.stringMatching(/^[a-zA-Z0-9_.-]{0,20}$/), (name) => foldName(foldName(name)) === foldName(name)),
      { seed: 10, numRuns: 1000 },
    )
  })

  it('S10: what nobody sees is found in names, and in texts where it is no ordinary sign', () => {
    for (const hidden of [
      '\u200b',
      '\u202e',
      '\u2066',
      '\u{e0061}',
      '\0',
      '\u001b',
      '\u00ad',
      '\u2028',
      '\ue000',
      '\ufeff',
    ]) {
      expect(hidesInName(`read${hidden}`)).toBe(true)
      expect(hidesInText(`Reads${hidden} a file`)).toBe(true)
    }
    expect(hidesInName('line\nbreak')).toBe(true)
    for (const honest of [
      'Reads\n\ta file',
      'Grüße, 世界, Привет',
      'family: \u{1f468}\u200d\u{1f469}',
      'a heart \u2764\ufe0f',
    ]) {
      expect(hidesInText(honest)).toBe(false)
    }
    for (const honest of ['read_file', 'Прочитать', '読む', 'admin.tools.list']) expect(hidesInName(honest)).toBe(false)
  })

  it('are shown on one line, whole in what they hide, and not too long', () => {
    expect(showText('a\u202eb\nc\u{e0041}')).toBe(String.raw`a\u{202e}b\u{a}c\u{e0041}`)
    expect(showText('x'.repeat(500))).toBe(`${'x'.repeat(120)}…`)
    expect(showText('𝒳'.repeat(100))).toBe('𝒳'.repeat(100))
  })
})
