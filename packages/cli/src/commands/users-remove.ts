/** `gatehouse users remove <user>`: the account and everything it approved. */
import { Command } from 'commander'
import { confirm } from '../ask.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly yes?: boolean
}

export const usersRemove = (world: World): Command =>
  withPlace(new Command('remove'))
    .description('remove an account with its sessions, grants and tokens')
    .argument('<user>', 'name, e-mail address or id')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (user: string, flags: Flags) => {
      await confirm(world, `Remove ${user} and everything they approved?`, flags.yes)
      await serverOf(world, flags)('removeUser', { user })
      answer(world, flags, { data: {}, words: `Removed ${user}.\n` })
    })
