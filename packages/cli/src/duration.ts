/** A span of time as a word of a command line: `90s`, `15m`, `12h`, `30d`. */
import { Misuse } from './explain.ts'

const unitLengths: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 }

/** Throws Misuse. */
export const secondsFrom = (flag: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined
  const [, amount = '', unit = ''] = /^(\d{1,6})(s|m|h|d)$/.exec(text) ?? []
  if (amount === '') throw new Misuse(`${flag} ${text}: write a whole number and s, m, h or d, such as 12h`)
  return Number(amount) * (unitLengths[unit] ?? 0)
}
