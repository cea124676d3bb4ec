/** `gatehouse users passwd <user>`: a new password; whoever knew the old one is out. */
import { Command } from 'commander'
import { askPassword } from '../ask.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly passwordStdin?: boolean
}

export const usersPasswd = (world: World): Command =>
  withPlace(new Command('passwd'))
    .description('set a new password; ends every session, grant and token of the account')
    .argument('<user>', 'name, e-mail address or id')
    .option('--password-stdin', 'read the password from standard input')
    .option('--json', 'print JSON')
    .action(async (user: string, flags: Flags) => {
      const password = await askPassword(world, { fromInput: flags.passwordStdin ?? false })
      await serverOf(world, flags)('setPassword', { user, password })
      answer(world, flags, {
        data: {},
        words: `Changed the password of ${user}; everything signed in with the old one has ended.\n`,
      })
    })
