/** A sentence with places for markup: what a catalogue says when a name in the middle must be set apart. */
import type { Markup } from '../parts/markup.ts'

/** A name or address as the page shows it; catalogues only place it. */
export type Part = Markup
export type Phrase = readonly (string | Part)[]

export const phrase = (strings: TemplateStringsArray, ...parts: readonly Part[]): Phrase =>
  strings.flatMap((words, at) => {
    const part = parts[at]
    return part === undefined ? [words] : [words, part]
  })
