/** What is wrong with a password that somebody chose, in the words that the pages have. */
import type { AccountRefused } from '@gatehouse/issuer/people/accounts'
import type { SetupProblems } from '../pages/setup.ts'

const words: Readonly<Partial<Record<AccountRefused['problem'], NonNullable<SetupProblems['password']>>>> = {
  tooShort: 'short',
  tooLong: 'long',
  common: 'common',
}

export const passwordWord = (problem: AccountRefused['problem']): NonNullable<SetupProblems['password']> =>
  words[problem] ?? 'missing'
