/** Counter-examples that were found, each with what it was: relived before anything new is tried. */
import type { Event } from './acts.ts'

export interface Kept {
  readonly what: string
  readonly events: readonly Event[]
}

export const corpus: readonly Kept[] = [
  {
    what: 'a page that was shown before the app got more asked again, instead of allowing what it said',
    events: [
      { do: 'authorize', seat: 0, client: 0, wish: 'plain' },
      { do: 'sign in', request: 0, isRight: true },
      { do: 'connect', seat: 0, client: 0, wish: 'wide', server: 'none' },
      { do: 'approve', request: 1, clears: 99 },
      { do: 'redeem', code: 0, by: 'own', isRightVerifier: true, redirectUri: 'same', server: 'none' },
    ],
  },
  {
    what: 'a scope whose box was cleared was allowed, because it was all that was left to ask for',
    events: [
      { do: 'connect', seat: 0, client: 0, wish: 'wide', server: 'none' },
      { do: 'authorize', seat: 0, client: 0, wish: 'plain' },
      { do: 'revoke', kind: 'refresh', token: 0, by: 'own' },
      { do: 'approve', request: 0, clears: 0 },
    ],
  },
]
