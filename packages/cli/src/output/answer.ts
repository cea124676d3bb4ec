/** The answer of a command: JSON for programs when they ask for it, else words. */
import type { World } from '../world.ts'

export interface Form {
  readonly json?: boolean
}

/** Names and URLs came from strangers: a terminal must not obey them. */
export const harmless = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u{fffd}')

/** JSON leaves C1 controls and bidi marks as they are: spelled out, they say the same to a program. Its own lines stay. RFC 8259 §7 */
export const spelledOut = (json: string): string =>
  json.replace(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (unfit) =>
    Array.from({ length: unfit.length }, (_, at) => `\\u${unfit.charCodeAt(at).toString(16).padStart(4, '0')}`).join(
      '',
    ),
  )

export const answer = (
  world: World,
  { json }: Form,
  { data, words }: { readonly data: unknown; readonly words: string },
): void => world.say(json ? `${spelledOut(JSON.stringify(data, null, 2))}\n` : words)
