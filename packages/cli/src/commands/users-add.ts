/** `gatehouse users add <name>`: another account. */
import { Command } from 'commander'
import { askPassword } from '../ask.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly email?: string
  readonly admin?: boolean
  readonly passwordStdin?: boolean
}

export const usersAdd = (world: World): Command =>
  withPlace(new Command('add'))
    .description('add an account; asks for its password')
    .argument('<name>', 'what the person signs in with')
    .option('--email <address>', 'signs in as well as the name')
    .option('--admin', 'may administrate')
    .option('--password-stdin', 'read the password from standard input')
    .option('--json', 'print JSON')
    .action(async (name: string, flags: Flags) => {
      const password = await askPassword(world, { fromInput: flags.passwordStdin ?? false })
      const { email, admin: isAdmin = false } = flags
      const { user } = await serverOf(world, flags)('addUser', { name, email, password, isAdmin })
      answer(world, flags, { data: user, words: `Added ${user.name} (${user.id}).\n` })
    })
