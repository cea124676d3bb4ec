/** `gatehouse users enable <user>`: let the account in again. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

export const usersEnable = (world: World): Command =>
  withPlace(new Command('enable'))
    .description('let the account in again')
    .argument('<user>', 'name, e-mail address or id')
    .option('--json', 'print JSON')
    .action(async (user: string, flags: Place & Form) => {
      await serverOf(world, flags)('enableUser', { user })
      answer(world, flags, { data: {}, words: `Enabled ${user}.\n` })
    })
