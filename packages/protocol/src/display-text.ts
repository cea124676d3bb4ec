/** Text from strangers, made fit to be shown to a person: no controls, nothing invisible, not too long. RFC 7591 §5 */

/** Controls, format characters (all bidi controls, zero-width ones), what is invisible by definition, surrogates, private use, a blank Braille cell. */
const unfit = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc]/gu
/** More marks on one letter than any script stacks would paint over the lines around it. */
const stackedMarks = /(\p{M}{4})\p{M}+/gu

/**
 * Without bidi controls, zero-width and control characters; white space in single spaces; at most `maxLength` code points, never cutting a
 * grapheme (a cut ends in `…`). May be empty. Escaping for HTML remains the page's duty.
 */
export const cleanDisplayText = (text: string, maxLength: number): string => {
  // A first, rough cut: nobody's 10 MB are normalised to show 80 characters.
  const clean = text
    .slice(0, maxLength * 16 + 1024)
    .replace(/[\t-\r\u0085\p{Z}]/gu, ' ')
    .replace(unfit, '')
    .normalize('NFC')
    .replace(stackedMarks, '$1')
    .replace(/ +/g, ' ')
    .trim()
  return codePointsIn(clean) <= maxLength ? clean : `${firstGraphemes(clean, maxLength - 1).trimEnd()}…`
}

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' })

const codePointsIn = (text: string): number => Array.from(text).length

const firstGraphemes = (text: string, most: number): string => {
  let length = 0
  let end = 0
  for (const { segment, index } of graphemes.segment(text)) {
    length += codePointsIn(segment)
    if (length > most) return text.slice(0, end)
    end = index + segment.length
  }
  return text
}
