/** Kinds of values an option can have: what a file may say, how a variable or flag says the same as text, and what the reference calls it. */
import { isAbsolute, resolve } from 'node:path'
import { seconds, type Seconds } from '@gatehouse/protocol/time'
import { isProxyUrl } from '@gatehouse/egress'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { parseNetwork } from '../http/address.ts'

export interface Kind<Value> {
  /** For the reference. */
  readonly name: string
  /** A value as a file says it. Its messages end the sentence "the value ...". */
  readonly schema: z.ZodType<Value>
  /** The same, said in a variable or a flag. */
  readonly fromText: (text: string) => unknown
  /** Names a file or folder: relative to where it was said. */
  readonly isPath?: true
}

const asItIs = (text: string): unknown => text

export const text = (name = 'text', pattern = /\S/, reason = 'is empty'): Kind<string> => ({
  name,
  schema: z.string('is no text').regex(pattern, reason),
  fromText: asItIs,
})

export const proxyUrl: Kind<string> = {
  name: 'URL',
  schema: z.string('is no text').refine(isProxyUrl, 'is no proxy: write http://proxy.example.com:3128'),
  fromText: asItIs,
}

export const path: Kind<string> = { ...text('path'), isPath: true }

export const resolved = (base: string, value: string): string => (isAbsolute(value) ? value : resolve(base, value))

export const wholeNumber = (least: number, most: number): Kind<number> => {
  const reason = `must be a whole number from ${least} to ${most}`
  return {
    name: `number ${least}..${most}`,
    schema: z.int(reason).min(least, reason).max(most, reason),
    fromText: (said) => (/^\d+$/.test(said) ? Number(said) : said),
  }
}

const answers: Readonly<Record<string, boolean>> = { true: true, false: false }

export const yesOrNo: Kind<boolean> = {
  name: 'true or false',
  schema: z.boolean('must be true or false'),
  fromText: (said) => (Object.hasOwn(answers, said) ? answers[said] : said),
}

export const choice = <const Choice extends string>(...choices: readonly [Choice, ...Choice[]]): Kind<Choice> => ({
  name: inWords(choices.map((one) => `\`${one}\``)),
  schema: z.enum(choices, `must be ${inWords(choices)}`),
  fromText: asItIs,
})

/** `a, b or c`. */
const inWords = (choices: readonly string[]): string =>
  choices.length < 3 ? choices.join(' or ') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`

const unitLengths: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

const secondsIn = (said: string): number => {
  const [, amount = '', unit = ''] = /^(\d{1,9})(s|m|h|d)$/.exec(said) ?? []
  return amount === '' ? Number.NaN : Number(amount) * (unitLengths[unit] ?? Number.NaN)
}

/** `90s`, `10m`, `12h`, `30d`: never a number alone. */
export const duration = (least: string, most: string): Kind<Seconds> => ({
  name: `duration ${least}..${most}`,
  schema: z
    .string('needs a unit: s, m, h or d')
    .refine((said) => !Number.isNaN(secondsIn(said)), 'is no duration: write a whole number and s, m, h or d')
    .refine((said) => {
      const length = secondsIn(said)
      return Number.isNaN(length) || (length >= secondsIn(least) && length <= secondsIn(most))
    }, `must be ${least} to ${most}`)
    .transform((said) => seconds(secondsIn(said))),
  fromText: asItIs,
})

export const listOf = (one: Kind<string>): Kind<readonly string[]> => ({
  name: `list of ${one.name}s`,
  schema: z.array(one.schema, 'must be a list'),
  fromText: (said) =>
    said
      .split(',')
      .map((part) => part.trim())
      .filter((part) => part !== ''),
})

/** At least one of them, none twice. */
export const choices = <const Choice extends string>(...known: readonly Choice[]): Kind<readonly Choice[]> => {
  const reason = `must be one or more of ${known.join(', ')}`
  return {
    name: `list of ${inWords(known.map((one) => `\`${one}\``))}`,
    schema: z
      .array(z.enum(known, reason), 'must be a list')
      .min(1, reason)
      .refine((said) => new Set(said).size === said.length, 'names one twice'),
    fromText: listOf(text()).fromText,
  }
}

/** `10.0.0.0/8`, `2001:db8::/32`, or one address. */
export const network: Kind<string> = {
  name: 'network',
  schema: z
    .string('is no text')
    .refine((said) => parseNetwork(said) !== undefined, 'is no network: write an address, or address/bits'),
  fromText: asItIs,
}

/** Something with members: as YAML or JSON also in a variable or a flag. */
export const structure = <Value>(name: string, schema: z.ZodType<Value>): Kind<Value> => ({
  name,
  schema,
  fromText: (said) => {
    try {
      return parseYaml(said)
    } catch {
      return said
    }
  },
})
