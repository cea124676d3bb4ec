/** `gatehouse users list`: who has an account. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { day, table } from '../output/table.ts'
import type { World } from '../world.ts'

export const usersList = (world: World): Command =>
  withPlace(new Command('list'))
    .description('list the accounts, oldest first')
    .option('--json', 'print JSON')
    .action(async (flags: Place & Form) => {
      const { users } = await serverOf(world, flags)('listUsers', {})
      const rows = users.map(({ name, email = '', isAdmin, createdAt, disabledAt }) => [
        harmless(name),
        harmless(email),
        isAdmin ? 'admin' : '',
        disabledAt === undefined ? '' : `disabled ${day(disabledAt)}`,
        day(createdAt),
      ])
      const words =
        users.length === 0 ? 'There is no account yet.\n' : table(['NAME', 'E-MAIL', 'ROLE', 'STATE', 'SINCE'], rows)
      answer(world, flags, { data: users, words })
    })
