/** The log: an event name and chosen facts as one JSON line, or as a line for people. Whatever a stranger sent stays one harmless line. */
import { pino, type DestinationStream } from 'pino'
import type { Log } from './app-needs.ts'
import { loggedFacts } from './log-facts.ts'

export interface LogOptions {
  readonly level: 'info' | 'warn' | 'error' | 'silent'
  readonly format: 'json' | 'pretty'
  readonly write: (line: string) => void
  /** Colours, where `write` ends at a terminal. */
  readonly hasColours?: boolean
}

export const createLog = (options: LogOptions): Log => {
  const write = options.format === 'json' ? options.write : pretty(options)
  const destination: DestinationStream = { write }
  const logger = pino(
    {
      level: options.level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
  return {
    info: (event, facts) => logger.info(harmlessFacts(facts), event),
    warn: (event, facts) => logger.warn(harmlessFacts(facts), event),
    error: (event, facts) => logger.error(harmlessFacts(facts), event),
  }
}

type Facts = Readonly<Record<string, unknown>>

const longestText = 1000

const harmlessFacts = (facts: Facts = {}): Facts => {
  const kept: Record<string, unknown> = {}
  const withheld: string[] = []
  for (const [name, fact] of Object.entries(facts)) {
    if (loggedFacts.has(name)) kept[name] = harmlessFact(fact)
    else withheld.push(harmless(name))
  }
  // The line says that there was more, so that whoever misses it finds the list.
  return withheld.length > 0 ? { ...kept, withheld } : kept
}

const harmlessFact = (fact: unknown): unknown => {
  if (typeof fact === 'string') return harmless(fact)
  if (fact instanceof Error) return describeError(fact)
  if (Array.isArray(fact)) return fact.slice(0, 50).map(harmlessFact)
  if (typeof fact === 'bigint') return String(fact)
  return typeof fact === 'object' && fact !== null ? harmless(JSON.stringify(fact) ?? '') : fact
}

/** Most texts: looked at first, because looking for marks of all scripts costs ten times as much. */
const plain = /^[ -~]*$/

/** JSON escapes C0 only: C1 controls, bidi marks and line separators also move a terminal or split a line. */
const harmless = (text: string): string => {
  const short = text.slice(0, longestText)
  if (plain.test(short)) return short
  return short.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (unfit) => `\\u{${(unfit.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

const describeError = (error: Error): Facts => ({
  name: harmless(error.name),
  message: harmless(error.message),
  at: (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => harmless(line.trim().slice(3))),
  ...(error.cause === undefined ? {} : { cause: harmlessFact(error.cause) }),
})

const colours: Readonly<Record<string, string>> = { info: '36', warn: '33', error: '31' }

const pretty =
  ({ write, hasColours = false }: LogOptions) =>
  (line: string): void => {
    const { level, time, event, ...facts } = JSON.parse(line) as Record<string, unknown>
    const paint = (text: string, colour: string | undefined) =>
      hasColours ? `\u001b[${colour}m${text}\u001b[0m` : text
    const clock = paint(String(time).slice(11, 19), '2')
    const words = Object.entries(facts).map(([name, fact]) => `${paint(`${name}=`, '2')}${shown(fact)}`)
    write(`${[clock, paint(String(level).padEnd(5), colours[String(level)]), event, ...words].join(' ')}\n`)
  }

const shown = (fact: unknown): string =>
  typeof fact === 'string' && /^[^\s"=]+$/.test(fact) ? fact : JSON.stringify(fact)
