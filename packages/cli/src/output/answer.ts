/** The answer of a command: JSON for programs when they ask for it, else words. */
import type { World } from '../world.ts'

export interface Form {
  readonly json?: boolean
}

/** Names and URLs came from strangers: a terminal must not obey them. */
export const harmless = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\u{fffd}')

export const answer = (
  world: World,
  { json }: Form,
  { data, words }: { readonly data: unknown; readonly words: string },
): void => world.say(json ? `${JSON.stringify(data, null, 2)}\n` : words)
