/** Accounts of our own: names in one canonical form, passwords worth the name. NIST SP 800-63B §3.1.1 */
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import type { UserId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { User } from '../ports/users.ts'
import type { Visit } from '../visit.ts'
import { isCommonPassword } from './common-passwords.ts'
import type { Needs } from '../needs.ts'

export interface NewAccount {
  readonly name: string
  readonly email?: string | undefined
  readonly password: string
  readonly isAdmin: boolean
}

/** What is wrong with which field; nothing was written. */
export interface AccountRefused {
  readonly outcome: 'refused'
  readonly field: 'name' | 'email' | 'password'
  readonly problem: 'missing' | 'malformed' | 'tooShort' | 'tooLong' | 'common' | 'taken'
}

const shortestPassword = 12
export const longestPassword = 256

/** One spelling for every check, limit and look-up: `Alice`, `ALICE` and full-width letters are one person. UAX #15 (NFKC), case-folded. */
export const canonicalName = (text: string): string => {
  const composed = text.trim().normalize('NFKC')
  return composed.toUpperCase().toLowerCase().normalize('NFKC')
}

/** undefined when the password may be used. */
export const passwordProblem = (password: string): AccountRefused | undefined => {
  const length = [...password].length
  if (length < shortestPassword) return refused('password', length === 0 ? 'missing' : 'tooShort')
  if (length > longestPassword) return refused('password', 'tooLong')
  return isCommonPassword(password) ? refused('password', 'common') : undefined
}

export const newUser =
  ({ ids, clock, passwordHasher }: Pick<Ports, 'ids' | 'clock' | 'passwordHasher'>) =>
  async (account: NewAccount): Promise<User | AccountRefused> => {
    const problem = nameProblem(account.name) ?? emailProblem(account.email) ?? passwordProblem(account.password)
    if (problem) return problem
    const email = account.email?.trim() || undefined
    const names = [account.name, ...(email === undefined ? [] : [email])].map(canonicalName)
    return {
      id: ids.next('usr'),
      name: account.name.trim(),
      email,
      signInNames: [...new Set(names)],
      passwordHash: await passwordHasher.hash(account.password),
      isAdmin: account.isAdmin,
      epoch: 1,
      createdAt: clock.now(),
    }
  }

export const createAccount =
  (needs: Needs) =>
  async (
    account: NewAccount,
    visit: Visit,
  ): Promise<{ readonly outcome: 'created'; readonly user: User } | AccountRefused> => {
    const user = await newUser(needs)(account)
    if ('outcome' in user) return user
    const written = await needs.store.users.create(user, [needs.entry('user.created', visit, { userId: user.id })])
    return written === 'created' ? { outcome: 'created', user } : refused('name', 'taken')
  }

/** Also ends every session, code and grant of the person: whoever knew the old password is out. */
export const setPassword =
  ({ store, clock, passwordHasher, entry }: Needs) =>
  async (
    id: UserId,
    password: string,
    visit: Visit,
  ): Promise<{ readonly outcome: 'done' | 'unknown' } | AccountRefused> => {
    const problem = passwordProblem(password)
    if (problem) return problem
    const hash = await passwordHasher.hash(password)
    return {
      outcome: await store.users.setPassword(id, hash, clock.now(), [entry('password.changed', visit, { userId: id })]),
    }
  }

const nameProblem = (name: string): AccountRefused | undefined => {
  const trimmed = name.trim()
  if (trimmed === '') return refused('name', 'missing')
  const length = [...trimmed].length
  if (length > 64) return refused('name', 'tooLong')
  return cleanDisplayText(trimmed, 64) === trimmed && canonicalName(trimmed) !== ''
    ? undefined
    : refused('name', 'malformed')
}

const emailProblem = (email: string | undefined): AccountRefused | undefined => {
  const trimmed = email?.trim() ?? ''
  if (trimmed === '') return undefined
  if (trimmed.length > 254) return refused('email', 'tooLong')
  return /^[^\s@<>"\p{C}]{1,64}@[^\s@<>"\p{C}.]+(\.[^\s@<>"\p{C}.]+)+$/u.test(trimmed)
    ? undefined
    : refused('email', 'malformed')
}

const refused = (field: AccountRefused['field'], problem: AccountRefused['problem']): AccountRefused => ({
  outcome: 'refused',
  field,
  problem,
})
