/** The icons of the pages: decoration beside words, never instead of them. Drawn for Gatehouse on a grid of 24. */
import { html } from './markup.ts'
import type { Markup } from './markup.ts'

const icon = (lines: string) => (): Markup =>
  html`<svg
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.75"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d="${lines}" />
  </svg>`

const ring = 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z'

export const appIcon = icon(
  'M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2zM4 9h16M7 6.6h.01M9.8 6.6h.01',
)
export const serverIcon = icon(
  'M5 4h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM5 13h14a1 1 0 0 1 1 1v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1v-5a1 1 0 0 1 1-1zM7.5 7.5h.01M7.5 16.5h.01M11 7.5h5.5M11 16.5h5.5',
)
export const computerIcon = icon('M6 5h12a1.5 1.5 0 0 1 1.5 1.5V15h-15V6.5A1.5 1.5 0 0 1 6 5zM2.5 18.5h19')
export const globeIcon = icon(
  `${ring}M3 12h18M12 3c2.6 2.5 3.9 5.5 3.9 9s-1.3 6.5-3.9 9c-2.6-2.5-3.9-5.5-3.9-9s1.3-6.5 3.9-9z`,
)
export const warningIcon = icon('M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01')
export const problemIcon = icon(`${ring}M12 7.5v5.5M12 16.3h.01`)
export const checkIcon = icon(`${ring}M8.2 12.3l2.6 2.6 5-5.3`)
export const tickIcon = icon('m5 12.5 4.5 4.5L19 7.5')
export const doorIcon = icon('M10 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h4M10 12h10M16.5 8.5 20 12l-3.5 3.5')
export const linkIcon = icon(
  'M10 14a4 4 0 0 0 5.7 0l3-3A4 4 0 0 0 13 5.3l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1',
)
