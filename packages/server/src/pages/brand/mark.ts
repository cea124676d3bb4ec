/** The mark of the house: a gatehouse of two towers, and somebody in the gate. Drawn for Gatehouse. */
import type { Colour } from './colour.ts'
import { html } from '../parts/markup.ts'
import type { Markup } from '../parts/markup.ts'

const walls = 'M2.5 28V4.5h3V8h2.75V4.5h3V11h9.5V4.5h3V8h2.75V4.5h3V28H22.5v-7a6.5 6.5 0 0 0-13 0v7z'
const person = 'M16 17.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5zM12.25 28v-.75a3.75 3.75 0 0 1 7.5 0V28z'

/** Inside a page: takes the colour of the text around it, and says nothing to a screen reader. */
export const mark = (): Markup =>
  html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <path fill="currentColor" d="${walls}" />
    <path fill="currentColor" d="${person}" />
  </svg>`

/** As a file of its own, for the tab of the browser: a tile in the accent of the light pages, legible on any tab. */
export const markFile = (tile: Colour, ink: Colour): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="${tile}"/>` +
  `<g transform="translate(4.64 4.25) scale(.71)" fill="${ink}"><path d="${walls}"/><path d="${person}"/></g></svg>\n`
