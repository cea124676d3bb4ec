/** Notes: what a person must not overlook. */
import { checkIcon, problemIcon, warningIcon } from './icons.ts'
import { html, type Markup, type Slot } from './markup.ts'

export const warning = (words: Slot): Markup =>
  html`<div class="note warn">
    ${warningIcon()}
    <p>${words}</p>
  </div>`

/** Something has been done. */
export const done = (words: Slot): Markup =>
  html`<div class="note" role="status">
    ${checkIcon()}
    <p>${words}</p>
  </div>`

/** Something has to be mended: read out at once. */
export const alert = (words: Slot): Markup =>
  html`<div class="note bad" role="alert">
    ${problemIcon()}
    <p>${words}</p>
  </div>`

/** Several things have to be mended: each leads to its field. */
export const alertList = (
  heading: string,
  problems: readonly { readonly field: string; readonly words: string }[],
): Markup =>
  html`<div class="note bad" role="alert">
    ${problemIcon()}
    <div class="close">
      <p><strong>${heading}</strong></p>
      <ul>
        ${problems.map(({ field, words }) => html`<li><a href="#${field}">${words}</a></li>`)}
      </ul>
    </div>
  </div>`
