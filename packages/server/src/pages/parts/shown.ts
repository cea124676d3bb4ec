/** What others wrote, as a page shows it: cleaned, cut, and set apart so that it cannot turn the direction of our own words. RFC 7591 §5, UAX #9 */
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import { html, type Markup } from './markup.ts'

/** Long enough for every honest name, short enough to stay one line or two. */
const longestName = 64
const longestText = 400
/** A host has at most 253 characters (RFC 1035 §2.3.4): an address that is cut still shows its whole host. */
const longestAddress = 512

const ink = /[\p{L}\p{N}\p{P}\p{S}]/u
const oddInAddress = /[^\x21-\x7e]/gu

/** A name as plain text, for titles; `instead` when nothing visible is left of it. */
export const nameText = (name: string, instead: string): string => {
  const clean = cleanDisplayText(name, longestName)
  return ink.test(clean) ? clean : instead
}

/** A name in a sentence. */
export const named = (name: string, instead: string): Markup => html`<bdi>${nameText(name, instead)}</bdi>`

/** A sentence or description that somebody else wrote. */
export const otherWords = (text: string): Markup => html`<bdi>${cleanDisplayText(text, longestText)}</bdi>`

/** A name inside plain text such as a title, isolated by FSI and PDI as `<bdi>` would. UAX #9 §2.4.2 */
export const isolated = (name: string): string => `\u2068${name}\u2069`

/** A URI, host or identifier, always left to right; whatever is not printable ASCII is spelled out, because a host should be an A-label. */
export const address = (uri: string): Markup => {
  const spelled = uri
    .slice(0, longestAddress)
    .replace(oddInAddress, (odd) => `\\u{${(odd.codePointAt(0) ?? 0).toString(16)}}`)
  return html`<bdi dir="ltr" class="address">${spelled}${uri.length > longestAddress && '…'}</bdi>`
}
