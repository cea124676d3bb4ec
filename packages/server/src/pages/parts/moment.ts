/** Moments in words. A page does not know the reader's clock: days are named in UTC, what is near is told by its distance. */
import { between, type EpochSeconds } from '@gatehouse/protocol/time'
import type { Texts } from '../texts/en.ts'
import { html, type Markup } from './markup.ts'

const spans = [
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
] as const

const timeElement = (moment: EpochSeconds, words: string): Markup =>
  html`<time datetime="${new Date(moment * 1000).toISOString()}">${words}</time>`

/** "3 November 2026" */
export const day = (moment: EpochSeconds, { lang }: Texts): Markup =>
  timeElement(moment, new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' }).format(moment * 1000))

/** "5 minutes ago", "yesterday"; less than a minute is "now". */
export const distance = (moment: EpochSeconds, now: EpochSeconds, { lang }: Texts): Markup => {
  const passed = Math.max(0, between(moment, now))
  const words = new Intl.RelativeTimeFormat(lang, { numeric: 'auto' })
  const fitting = spans.find(([, length]) => passed >= length)
  return timeElement(
    moment,
    fitting ? words.format(-Math.floor(passed / fitting[1]), fitting[0]) : words.format(0, 'second'),
  )
}
