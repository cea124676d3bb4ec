/** A person who was disabled, removed or changed the password since has no codes and no refresh tokens any more. */
import { refuse } from '@gatehouse/protocol/errors'
import type { UserId } from '../ports/ids.ts'
import type { Ports } from '../ports/ports.ts'
import type { User } from '../ports/users.ts'

export const unchangedUser =
  ({ store }: Pick<Ports, 'store'>) =>
  async (since: { readonly userId: UserId; readonly userEpoch: number }): Promise<User> => {
    const user = await store.users.find(since.userId)
    if (user && user.disabledAt === undefined && user.epoch === since.userEpoch) return user
    throw refuse('invalid_grant', 'the account behind this grant has changed: authorize again')
  }
