/** `gatehouse clients enable <id>`: the client may ask again. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

export const clientsEnable = (world: World): Command =>
  withPlace(new Command('enable'))
    .description('let a client ask again')
    .argument('<id>', 'its client id; for one known by its document, the URL')
    .option('--json', 'print JSON')
    .action(async (id: string, flags: Place & Form) => {
      await serverOf(world, flags)('enableClient', { client: id })
      answer(world, flags, { data: {}, words: `Enabled ${id}.\n` })
    })
