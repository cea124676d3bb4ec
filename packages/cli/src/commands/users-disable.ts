/** `gatehouse users disable <user>`: nobody signs in with the account; its sessions, grants and tokens end. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

export const usersDisable = (world: World): Command =>
  withPlace(new Command('disable'))
    .description('nobody signs in with the account; its sessions, grants and tokens end')
    .argument('<user>', 'name, e-mail address or id')
    .option('--json', 'print JSON')
    .action(async (user: string, flags: Place & Form) => {
      await serverOf(world, flags)('disableUser', { user })
      answer(world, flags, {
        data: {},
        words: `Disabled ${user}: every session, grant and token of theirs has ended.\n`,
      })
    })
