/** `gatehouse clients remove <id>`: the client and every grant it has. */
import { Command } from 'commander'
import { confirm } from '../ask.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly yes?: boolean
}

export const clientsRemove = (world: World): Command =>
  withPlace(new Command('remove'))
    .description('remove a client with everything people approved for it')
    .argument('<id>', 'its client id')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (id: string, flags: Flags) => {
      await confirm(world, `Remove ${id} and everything people approved for it?`, flags.yes)
      await serverOf(world, flags)('removeClient', { client: id })
      answer(world, flags, { data: {}, words: `Removed ${id}.\n` })
    })
