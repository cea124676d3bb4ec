/** `gatehouse keys remove <kid>`: a signing key that somebody else may have. */
import { Command } from 'commander'
import { confirm } from '../ask.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly yes?: boolean
}

export const keysRemove = (world: World): Command =>
  withPlace(new Command('remove'))
    .description('take a stolen signing key away at once; its tokens die when servers read the keys again')
    .argument('<kid>', 'which one: see `gatehouse keys list`')
    .option('--yes', 'do not ask')
    .option('--json', 'print JSON')
    .action(async (kid: string, flags: Flags) => {
      await confirm(world, `Remove ${kid} and let every token die that it signed?`, flags.yes)
      await serverOf(world, flags)('removeKey', { kid })
      const words = `Removed ${kid}. Guards refuse its tokens within 15 minutes; a restart of a guard does it at once.\n`
      answer(world, flags, { data: {}, words })
    })
