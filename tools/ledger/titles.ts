/** Finds tests by their titles: `'C7: ...'` or `'C7, C8: ...'` stands for the cases it proves. A skipped test proves nothing. */

const titled = /(\.(?:skip|todo|fails)\b[^'"`\n]*)?['"`]((?:[A-Z]\d{1,2}, )*[A-Z]\d{1,2}): /g

export const idsInTitles = (text: string): readonly string[] =>
  [...text.matchAll(titled)].flatMap(([, skipped, ids = '']) => (skipped ? [] : ids.split(', ')))
