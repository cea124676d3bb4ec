/** YAML, JSON, or JSON with the comments that editors allow: text in, its content out, or what is wrong with it in one line. */
import { LineCounter, parseDocument } from 'yaml'

export interface Parsed {
  readonly content: unknown
  readonly mistake?: string
}

export const parseText = (text: string): Parsed => {
  const isJson = /^\s*(\{|\/\/|\/\*)/.test(text)
  const document = parseDocument(isJson ? withoutComments(text) : text, {
    lineCounter: new LineCounter(),
    prettyErrors: true,
  })
  const [mistake] = document.errors
  if (mistake) return { content: undefined, mistake: mistake.message.split(/:?\n/)[0] ?? '' }
  try {
    return { content: document.toJS({ maxAliasCount: 100 }) }
  } catch (error) {
    return { content: undefined, mistake: error instanceof Error ? error.message : String(error) }
  }
}

/** As many characters as before, so that lines and columns stay true. Texts in quotes keep what looks like a comment. */
const withoutComments = (text: string): string =>
  text.replace(/"(?:[^"\\\n]|\\.)*"|\/\/[^\n]*|\/\*[^]*?\*\//g, (part) =>
    part.startsWith('"') ? part : part.replace(/[^\n]/g, ' '),
  )
