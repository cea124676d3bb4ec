/** What the preparation of every contestant needs: asking for JSON, and asking often. */
import type { Ask } from '../load/work.ts'
import { newTokens } from './contestant.ts'

/** The JSON of an answer. Throws for any other than a success. */
export const askJson = async (url: string, ask: Ask): Promise<Readonly<Record<string, unknown>>> => {
  const { method, path, headers = {}, body } = ask
  const response = await fetch(url + path, { method, headers, ...(body === undefined ? {} : { body }) })
  const text = await response.text()
  if (!response.ok) throw new Error(`${method} ${url}${path} was answered ${response.status}: ${text}`)
  return JSON.parse(text) as Readonly<Record<string, unknown>>
}

export const textIn = (answer: Readonly<Record<string, unknown>>, name: string): string => {
  const text = answer[name]
  if (typeof text === 'string') return text
  throw new Error(`there is no ${name} in ${JSON.stringify(answer)}`)
}

/** As many different access tokens as nobody remembers at once. */
export const mint = async (url: string, ask: Ask, count = newTokens): Promise<readonly string[]> => {
  const tokens: string[] = []
  const work = async (): Promise<void> => {
    while (tokens.length < count) tokens.push(textIn(await askJson(url, ask), 'access_token'))
  }
  await Promise.all(Array.from({ length: 16 }, work))
  return tokens
}

/** One after the other, `count` times. */
export const times = async <Made>(count: number, make: () => Promise<Made>): Promise<readonly Made[]> => {
  const made: Made[] = []
  for (let index = 0; index < count; index += 1) made.push(await make())
  return made
}
