/** How long an answer may be believed without asking again: its header fields in, seconds out, one day at most. RFC 9111 §4.2, §5.2 */
import { between, epochSeconds, hours, seconds, type EpochSeconds, type Seconds } from './time.ts'

export interface CachingFields {
  readonly cacheControl?: string | undefined
  readonly expires?: string | undefined
  readonly date?: string | undefined
  readonly age?: string | undefined
  readonly vary?: string | undefined
}

const longest = hours(24)
const none = seconds(0)

/** As a cache that serves many people. Whatever is unclear, contradictory or not said counts as stale at once. */
export const freshnessOf = (fields: CachingFields, now: EpochSeconds): Seconds => {
  const age = fields.age === undefined ? 0 : deltaSeconds(fields.age.trim())
  const lifetime = isUncacheable(fields) ? undefined : lifetimeOf(fields, now)
  if (age === undefined || lifetime === undefined) return none
  return seconds(Math.max(none, Math.min(longest, lifetime - age)))
}

const isUncacheable = ({ vary }: CachingFields): boolean => /(?:^|,)\s*\*\s*(?:,|$)/.test(vary ?? '')

const lifetimeOf = ({ cacheControl, expires, date }: CachingFields, now: EpochSeconds): number | undefined => {
  const directives = cacheControl === undefined ? new Map<string, string>() : readDirectives(cacheControl)
  if (!directives || forbidding.some((name) => directives.has(name))) return undefined
  const said = directives.get('s-maxage') ?? directives.get('max-age')
  if (said !== undefined) return deltaSeconds(said)
  const end = expires === undefined ? undefined : readHttpDate(expires)
  const start = date === undefined ? now : (readHttpDate(date) ?? now)
  return end && between(start, end)
}

const forbidding: readonly string[] = ['no-store', 'no-cache', 'private']

/** Any number of digits; so many that they are no number any more still mean "long". */
const deltaSeconds = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined)

const longestField = 4096
const directiveGrammar = /([!#$%&'*+.^_`|~0-9A-Za-z-]+)(?:=(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~0-9A-Za-z-]+)))?/y
const separatorGrammar = /[ \t]*(?:,[ \t,]*|$)/y

/** `undefined` when it is malformed or says one thing twice: whichever we believed, another cache would believe the other. RFC 9111 §4.2.1 */
const readDirectives = (field: string): ReadonlyMap<string, string> | undefined => {
  const text = field.replace(/^[ \t,]+/, '')
  if (field.length > longestField) return undefined
  const found = new Map<string, string>()
  for (let at = 0; at < text.length; at = separatorGrammar.lastIndex) {
    directiveGrammar.lastIndex = at
    const [, name = '', quoted, bare] = directiveGrammar.exec(text) ?? []
    separatorGrammar.lastIndex = directiveGrammar.lastIndex
    if (name === '' || found.has(name.toLowerCase()) || !separatorGrammar.test(text)) return undefined
    found.set(name.toLowerCase(), quoted ?? bare ?? '')
  }
  return found
}

/** The one form that may be sent today. RFC 9110 §5.6.7 */
const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

const readHttpDate = (text: string): EpochSeconds | undefined => {
  const milliseconds = httpDate.test(text.trim()) ? Date.parse(text.trim()) : Number.NaN
  return Number.isNaN(milliseconds) ? undefined : epochSeconds(milliseconds / 1000)
}
