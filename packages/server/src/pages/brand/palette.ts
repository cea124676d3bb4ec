/** The colours of one scheme as CSS variables: from two wishes (accent, canvas) to a set in which every text can be read. WCAG 2.2 §1.4.3, §1.4.11 */
import { colour, inkOn, mix, readable } from './colour.ts'
import type { Colour } from './colour.ts'

export type Scheme = 'light' | 'dark'

interface Ground {
  readonly surface: Colour
  readonly ink: Colour
  readonly muted: Colour
  readonly line: Colour
  /** Borders of fields: at least 3 to 1 on the surface. */
  readonly edge: Colour
  readonly warnInk: Colour
  readonly warnGround: Colour
  readonly badInk: Colour
  readonly badGround: Colour
}

export const grounds: Readonly<Record<Scheme, Ground>> = {
  light: {
    surface: colour('#ffffff'),
    ink: colour('#15201d'),
    muted: colour('#55615d'),
    line: colour('#e1e6e4'),
    edge: colour('#84908c'),
    warnInk: colour('#6b4500'),
    warnGround: colour('#fff5dc'),
    badInk: colour('#a3211a'),
    badGround: colour('#fdeeec'),
  },
  dark: {
    surface: colour('#161c1b'),
    ink: colour('#e9efed'),
    muted: colour('#a1aeaa'),
    line: colour('#2a3331'),
    edge: colour('#6c7a75'),
    warnInk: colour('#f3cf86'),
    warnGround: colour('#2c2412'),
    badInk: colour('#ffb4ab'),
    badGround: colour('#34191a'),
  },
}

/** Grounds for the signs of known clients: none is the colour of anybody's own mark. */
const toneGrounds = {
  clay: { light: colour('#a34a1f'), dark: colour('#f0a983') },
  sky: { light: colour('#2a5ea8'), dark: colour('#9cc3f5') },
  plum: { light: colour('#7a3b94'), dark: colour('#d9aeec') },
  slate: { light: colour('#46545d'), dark: colour('#b7c5ce') },
} as const

export type Tone = keyof typeof toneGrounds
export const tones = ['clay', 'sky', 'plum', 'slate'] as const satisfies readonly Tone[]

export interface SchemeColours {
  readonly accent: Colour
  readonly canvas: Colour
}

export const houseColours: Readonly<Record<Scheme, SchemeColours>> = {
  light: { accent: colour('#0b6b5b'), canvas: colour('#f3f5f4') },
  dark: { accent: colour('#63cfb8'), canvas: colour('#0e1312') },
}

/** Every variable the stylesheet may use, without the leading dashes. */
export const variables = (scheme: Scheme, { accent, canvas }: SchemeColours): Readonly<Record<string, Colour>> => {
  const ground = grounds[scheme]
  const soft = mix(accent, ground.surface, scheme === 'light' ? 0.09 : 0.16)
  return {
    canvas,
    surface: ground.surface,
    ink: ground.ink,
    muted: readable(ground.muted, [ground.surface, canvas, soft], 4.5),
    line: ground.line,
    edge: ground.edge,
    accent,
    // Away from its label, so that pressing never makes it harder to read.
    'accent-press': mix(accent, inkOn(inkOn(accent)), 0.85),
    'accent-text': readable(accent, [ground.surface, canvas, soft], 4.5),
    'accent-soft': soft,
    'on-accent': inkOn(accent),
    'warn-ink': ground.warnInk,
    'warn-ground': ground.warnGround,
    'bad-ink': ground.badInk,
    'bad-ground': ground.badGround,
    ...toneVariables(scheme),
  }
}

const toneVariables = (scheme: Scheme): Readonly<Record<string, Colour>> =>
  Object.fromEntries(
    tones.flatMap((tone) => {
      const ground = toneGrounds[tone][scheme]
      return [
        [`tone-${tone}`, ground],
        [`on-tone-${tone}`, inkOn(ground)],
      ]
    }),
  )
