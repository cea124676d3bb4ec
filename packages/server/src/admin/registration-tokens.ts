/** Initial access tokens, by which clients may register where not everybody may: list, add, remove. */
import type { Issuer } from '@gatehouse/issuer'
import { seconds } from '@gatehouse/protocol/time'
import { AdminProblem, type Answers } from './answers.ts'

type TokenAnswers = Pick<Answers, 'listRegistrationTokens' | 'addRegistrationToken' | 'removeRegistrationToken'>

export const registrationTokens = ({ policy, clients: { initialAccessTokens: tokens } }: Issuer): TokenAnswers => ({
  listRegistrationTokens: async () => ({ tokens: [...(await tokens.list())] }),
  async addRegistrationToken({ lifetime, ...wanted }, visit) {
    const span = lifetime === undefined ? undefined : seconds(lifetime)
    return { ...(await tokens.add({ ...wanted, lifetime: span }, visit)), isNeeded: policy.registration === 'token' }
  },
  async removeRegistrationToken({ token: named }, visit) {
    const token = (await tokens.list()).find(({ id }) => id === named)
    if (token && (await tokens.remove(token.id, visit))) return {}
    throw new AdminProblem('not_found', `there is no registration token ${named}`)
  },
})
