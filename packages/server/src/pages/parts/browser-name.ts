/** What a browser calls itself, in words that its owner recognises: the few families that most people have, otherwise its own words. RFC 9110 §10.1.5 */
import type { Texts } from '../texts/en.ts'
import { html, type Markup } from './markup.ts'
import { named } from './shown.ts'

/** The first that fits: each of these also claims to be those below it. */
const families: readonly (readonly [name: string, sign: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS|Chromium)\//],
  ['Safari', /\bVersion\/\S+ (?:Mobile\/\S+ )?Safari\//],
]

const systems: readonly (readonly [name: string, sign: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['ChromeOS', /\bCrOS\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
]

const nameIn = (list: typeof families, userAgent: string): string | undefined =>
  list.find(([, sign]) => sign.test(userAgent))?.[0]

/** A claim like every name. */
export const browserName = (userAgent: string | undefined, { account }: Texts): Markup => {
  const family = nameIn(families, userAgent ?? '')
  const system = nameIn(systems, userAgent ?? '')
  if (family === undefined) return named(userAgent ?? '', account.unknownBrowser)
  return system === undefined ? html`${family}` : html`${account.onSystem(html`${family}`, html`${system}`)}`
}
