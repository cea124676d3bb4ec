/** The mark of the house: a gatehouse of two towers, and somebody in the gate. Drawn for Gatehouse. */
import type { Colour } from './colour.ts'
import { html } from '../parts/markup.ts'
import type { Markup } from '../parts/markup.ts'

const walls = 'M2 28V4h3v3h3V4h3v7h3.5V8h3v3H21V4h3v3h3V4h3v24h-9.5v-7.5a4.5 4.5 0 0 0-9 0V28z'
const person = 'M16 18.6a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM13.4 28v-1.4a2.6 2.6 0 0 1 5.2 0V28z'

/** Inside a page: takes the colour of the text around it, and says nothing to a screen reader. */
export const mark = (): Markup =>
  html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path fill="currentColor" d="${walls}" />
    <path fill="currentColor" d="${person}" />
  </svg>`

/** As a file of its own, for the tab of the browser: a tile in the accent of the light pages, legible on any tab. */
export const markFile = (tile: Colour, ink: Colour): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${tile}"/>` +
  `<g transform="translate(6 5.6) scale(.625)" fill="${ink}"><path d="${walls}"/><path d="${person}"/></g></svg>\n`
