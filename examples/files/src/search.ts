/** Where words stand in one file: its name and text in, lines out. */

export interface Match {
  readonly path: string
  /** Counted from 1; absent when the name matches and not the text. */
  readonly line?: number
  /** The line, cut to a readable length around the words. */
  readonly text?: string
}

const mostPerFile = 20
const widest = 200

export const matchesIn = ({ path, text, words }: { path: string; text: string; words: string }): readonly Match[] => {
  const sought = words.toLowerCase()
  const byName: readonly Match[] = path.toLowerCase().includes(sought) ? [{ path }] : []
  const byText = text
    .split('\n')
    .flatMap((line, index): readonly Match[] => {
      const at = line.toLowerCase().indexOf(sought)
      return at < 0 ? [] : [{ path, line: index + 1, text: cut(line, at) }]
    })
    .slice(0, mostPerFile)
  return byText.length > 0 ? byText : byName
}

const cut = (line: string, at: number): string => {
  const from = Math.max(0, at - widest / 2)
  // A character may be cut in half at either end.
  return line
    .slice(from, from + widest)
    .replace(/\p{Cs}/gu, '')
    .trim()
}
