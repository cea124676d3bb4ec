/** What every page is, and the headers that go out with it. RFC 9700 §4.16, CSP Level 3, Referrer Policy §3 */
import type { Seconds } from '@gatehouse/protocol/time'

export interface Page {
  readonly status: number
  readonly html: string
  /** Source of the one inline stylesheet, for the CSP. */
  readonly stylesheetHash: string
  /** With `no-referrer` a browser would send `Origin: null` with the form, and the check of the origin would fail. */
  readonly hasForm: boolean
  /**
   * Stands between an app and its callback. A client may have opened it in a window of its own and wait there for the callback's word:
   * cutting the two apart (COOP) would leave it waiting for ever.
   */
  readonly isOnTheWay: boolean
  readonly retryAfter?: Seconds
}

/** No `form-action`: Chrome applies it to the whole chain of redirects, and the approve button would silently die. */
const contentSecurityPolicy = ({ stylesheetHash }: Page): string =>
  `default-src 'none'; style-src '${stylesheetHash}'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'`

const permissionsPolicy = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb']
  .map((feature) => `${feature}=()`)
  .join(', ')

/** Every header that a page needs, cookies apart. */
export const pageHeaders = (page: Page): Readonly<Record<string, string>> => ({
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': contentSecurityPolicy(page),
  'X-Frame-Options': 'DENY',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': page.hasForm ? 'same-origin' : 'no-referrer',
  'Cache-Control': 'no-store',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': permissionsPolicy,
  ...(!page.isOnTheWay && { 'Cross-Origin-Opener-Policy': 'same-origin' }),
  ...(page.retryAfter !== undefined && { 'Retry-After': String(Math.max(1, Math.ceil(page.retryAfter))) }),
})
