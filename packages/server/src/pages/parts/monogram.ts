/** The sign beside a name that is vouched for: a letter on a colour of the house, never a picture of somebody else. Decoration: the name stands beside it. */
import type { Tone } from '../brand/palette.ts'
import { html, type Markup } from './markup.ts'

export interface Monogram {
  readonly letter: string
  readonly tone: Tone
}

/** In place of the tile with an icon. */
export const monogramTile = ({ letter, tone }: Monogram): Markup =>
  html`<span class="tile tone-${tone}"
    ><svg class="letter" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <text x="12" y="16.6" text-anchor="middle">${letter}</text>
    </svg></span
  >`
