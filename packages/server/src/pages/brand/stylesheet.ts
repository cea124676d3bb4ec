/** The one stylesheet of all pages, as text: it stands inline in each page and its hash in the CSP. Takes proven colours only. */
import type { Scheme, SchemeColours } from './palette.ts'
import { variables } from './palette.ts'
import { controlRules } from './sheet/controls.ts'
import { frameRules } from './sheet/frame.ts'
import { matterRules } from './sheet/matter.ts'
import { mediaRules } from './sheet/media.ts'

const declared = (scheme: Scheme, colours: SchemeColours): string =>
  Object.entries(variables(scheme, colours))
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

const squeezed = (css: string): string => css.replace(/\s*\n\s*/g, '')

export const stylesheet = ({ light, dark }: Readonly<Record<Scheme, SchemeColours>>): string =>
  squeezed(
    [
      `:root{color-scheme:light dark;${declared('light', light)}}`,
      // Only on screens: paper is always light.
      `@media screen and (prefers-color-scheme:dark){:root{${declared('dark', dark)}}}`,
      frameRules,
      controlRules,
      matterRules,
      mediaRules,
    ].join('\n'),
  )
