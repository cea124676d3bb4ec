/** A moment as a word of a command line: so long ago (`2h`, `30d`), or a date in UTC unless it says otherwise (`2026-11-21`, `2026-11-21T09:30+01:00`). */
import { secondsFrom } from './duration.ts'
import { Misuse } from './explain.ts'

const dated = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(Z|[+-]\d\d:\d\d)?)?$/

/** Seconds since 1970. Throws Misuse. */
export const momentFrom = (flag: string, text: string | undefined, now: number): number | undefined => {
  if (text === undefined) return undefined
  if (/^\d+[smhd]$/.test(text)) return Math.max(0, Math.floor(now - (secondsFrom(flag, text) ?? 0)))
  const [, zone] = dated.exec(text) ?? []
  const milliseconds = dated.test(text) ? Date.parse(text.includes('T') && zone === undefined ? `${text}Z` : text) : NaN
  if (!Number.isFinite(milliseconds)) {
    throw new Misuse(`${flag} ${text}: write how long ago, such as 2h, or a date as YYYY-MM-DD or YYYY-MM-DDThh:mmZ`)
  }
  return Math.max(0, Math.floor(milliseconds / 1000))
}
