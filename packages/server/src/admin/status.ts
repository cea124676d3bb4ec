/** Which instance this is, and whether it has an account. */
import type { Issuer } from '@gatehouse/issuer'
import type { Answers } from './answers.ts'

export const status = ({ policy, people }: Issuer): Pick<Answers, 'status'> => ({
  status: async () => ({ issuer: policy.issuer, isClaimed: await people.isClaimed() }),
})
