/** People: list, add, change the password, disable, enable, remove. */
import { canonicalName, type AccountRefused } from '@gatehouse/issuer/people/accounts'
import type { Issuer } from '@gatehouse/issuer'
import type { User } from '@gatehouse/issuer/ports/users'
import { AdminProblem, type Answers } from './answers.ts'

type UserAnswers = Pick<Answers, 'listUsers' | 'addUser' | 'setPassword' | 'disableUser' | 'enableUser' | 'removeUser'>

export const users = ({ people }: Issuer): UserAnswers => ({
  listUsers: async () => ({ users: [...(await people.list())] }),
  async addUser(account, visit) {
    // The first one claims the instance, and runs it.
    const made = (await people.isClaimed())
      ? await people.create(account, visit)
      : await people.createFirst(account, 'operator', visit)
    if (made.outcome === 'created') return { user: made.user }
    throw made.outcome === 'refused'
      ? refusal(made)
      : new AdminProblem('conflict', 'somebody else was first: try again')
  },
  async setPassword({ user, password }, visit) {
    const done = await people.setPassword((await find(people, user)).id, password, visit)
    if (done.outcome === 'refused') throw refusal(done)
    return saidDone(done.outcome, user)
  },
  disableUser: async ({ user }, visit) =>
    saidDone(await people.setDisabled((await find(people, user)).id, true, visit), user),
  enableUser: async ({ user }, visit) =>
    saidDone(await people.setDisabled((await find(people, user)).id, false, visit), user),
  removeUser: async ({ user }, visit) => saidDone(await people.remove((await find(people, user)).id, visit), user),
})

const find = async (people: Issuer['people'], named: string): Promise<User> => {
  const name = canonicalName(named)
  const user = (await people.list()).find(({ id, signInNames }) => id === named || signInNames.includes(name))
  if (user) return user
  throw unknown(named)
}

const unknown = (named: string): AdminProblem => new AdminProblem('not_found', `there is no user ${named}`)

const saidDone = (outcome: 'done' | 'removed' | 'unknown' | 'lastAdmin', named: string): Record<string, never> => {
  if (outcome === 'unknown') throw unknown(named)
  if (outcome === 'lastAdmin') {
    throw new AdminProblem('conflict', `${named} is the last administrator: make another one first`)
  }
  return {}
}

const words: Readonly<Record<AccountRefused['problem'], string>> = {
  missing: 'is missing',
  malformed: 'has characters that cannot be used',
  tooShort: 'is too short: use at least 12 characters',
  tooLong: 'is too long',
  common: 'is on the lists that attackers try first: choose another one',
  taken: 'is taken: choose another one',
}

const refusal = ({ field, problem }: AccountRefused): AdminProblem =>
  new AdminProblem(problem === 'taken' ? 'conflict' : 'invalid_request', `the ${field} ${words[problem]}`, field)
