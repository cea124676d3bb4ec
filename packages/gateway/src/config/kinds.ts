/** Kinds of values in a declaration. Their messages end the sentence "the value ...", and their names stand in the reference. */
import { z } from 'zod'

export const words = z.string('must be text').regex(/\S/, 'is empty')
export const texts = z.record(z.string(), z.string('must be text'), 'must be names with values')
export const yesOrNo = z.boolean('must be true or false')
/** RFC 6749 §3.3 */
export const scope = words.regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, 'is no scope: no spaces, quotes or backslashes')
export const listOf = <Item extends z.ZodType>(item: Item) => z.array(item, 'must be a list')

export const wholeNumber = (least: number, most: number) => {
  const reason = `must be a whole number from ${least} to ${most}`
  return z.int(reason).min(least, reason).max(most, reason)
}

const units: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }

const millisecondsIn = (said: string): number => {
  const [, amount = '', unit = ''] = /^(\d{1,9})(s|m|h|d)$/.exec(said) ?? []
  return amount === '' ? Number.NaN : Number(amount) * (units[unit] ?? Number.NaN)
}

/** `90s`, `10m`: never a number alone. Milliseconds come out. */
export const duration = (least: string, most: string) =>
  z
    .string('needs a unit: s, m, h or d')
    .refine((said) => {
      const length = millisecondsIn(said)
      return length >= millisecondsIn(least) && length <= millisecondsIn(most)
    }, `must be ${least} to ${most}, written like 90s, 10m or 1h`)
    .transform(millisecondsIn)

/** The other way round, for the reference. */
export const inWords = (milliseconds: number): string =>
  milliseconds % 60_000 === 0 ? `${milliseconds / 60_000}m` : `${milliseconds / 1000}s`

const patternFrom = (source: string): RegExp | undefined => {
  try {
    return new RegExp(source, 'u')
  } catch {
    return undefined
  }
}

export const pattern = z
  .string('must be text')
  .max(500, 'is longer than 500 characters')
  .refine((source) => patternFrom(source) !== undefined, 'is no regular expression')
  .transform((source) => patternFrom(source) ?? /$^/)
