/** `gatehouse clients disable <id>`: the client gets nothing any more, whoever brought it. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

export const clientsDisable = (world: World): Command =>
  withPlace(new Command('disable'))
    .description('block a client: it gets no tokens and asks nobody')
    .argument('<id>', 'its client id; for one known by its document, the URL')
    .option('--json', 'print JSON')
    .action(async (id: string, flags: Place & Form) => {
      await serverOf(world, flags)('disableClient', { client: id })
      const words = `Disabled ${id}: it gets no tokens any more. Those it has end by themselves; \`gatehouse clients remove\` ends them now.\n`
      answer(world, flags, { data: {}, words })
    })
