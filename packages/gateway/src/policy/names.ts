/** Names from strangers: which of them a person could take for one another, which hide something, and how one is shown in a log. Unicode TS 39, in the small. */

/** What nobody sees, or what turns the text around it: controls, bidi and format characters, tags, private use, fillers. */
const hidden =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800\ufffc]/u
const everyHidden = new RegExp(hidden.source, 'gu')

/** Joins pictures (emoji) and letters of some scripts: seen in honest text, and harmless there. */
const everyJoiner = /\u200c|\u200d|\ufe0e|\ufe0f/g

/** Line ends and tabs are no secret in a text, but they are in a name. */
const everyBreak = /[\t\n\r]/g

export const hidesInName = (name: string): boolean => hidden.test(name)

/** Characters that a person never sees and a model reads: how instructions are smuggled into a description. */
export const hidesInText = (text: string): boolean => hidden.test(text.replace(everyBreak, '').replace(everyJoiner, ''))

/** For logs and messages: whole and on one line, every hidden character by its number. */
export const showText = (text: string, most = 120): string => {
  const cut = Array.from(text.slice(0, most * 2)).slice(0, most)
  const shown = cut.join('').replace(everyHidden, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`)
  return cut.join('').length < text.length ? `${shown}…` : shown
}

/** Greek and Cyrillic letters, and a few others, that look like Latin ones: one string of likenesses for each. */
const likenesses: Readonly<Record<string, string>> = {
  a: 'аαɑΑА',
  b: 'вΒВьЬ',
  c: 'сϲСϹ',
  d: 'ԁԀ',
  e: 'еεЕΕёЁ',
  f: 'ϝϜ',
  g: 'ɡԌԍ',
  h: 'һҺнНΗ',
  i: 'іІїЇιıΙ',
  j: 'јЈϳ',
  k: 'кКκΚ',
  l: 'ӏӀ',
  m: 'мМΜ',
  n: 'пηΝ',
  o: 'оОοΟσ',
  p: 'рРρΡ',
  q: 'ԛԚ',
  r: 'гᴦ',
  s: 'ѕЅ',
  t: 'тТτΤ',
  u: 'υμ',
  v: 'ѵѴν',
  w: 'ԝԜωш',
  x: 'хХχΧ',
  y: 'уүҮγΥ',
  z: 'ᴢΖ',
}

const latinOf: ReadonlyMap<string, string> = new Map(
  Object.entries(likenesses).flatMap(([latin, others]) => Array.from(others, (other) => [other, latin] as const)),
)

/** What stands between words, in every script: dashes, connectors, spaces, dots. */
const everySeparator = /[\p{Pd}\p{Pc}\p{Z}\s.·]/gu

/** Equal for two names that a person, or a model, could mix up. */
export const foldName = (name: string): string =>
  Array.from(name.normalize('NFKC').replace(everyHidden, ''), (letter) => latinOf.get(letter) ?? letter)
    .join('')
    // Up and down again: letters with two small forms (σ and ς, ß and ss) become one.
    .toUpperCase()
    .toLowerCase()
    .replace(everySeparator, '')

/** Two names are confusable if they share one of these: a capital may look like a Latin one whose small letter does not (Η, η). */
export const likenessesOf = (name: string): readonly string[] => [
  ...new Set([foldName(name), foldName(name.toLowerCase())]),
]
