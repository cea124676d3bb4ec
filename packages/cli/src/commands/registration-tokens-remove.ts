/** `gatehouse registration-tokens remove <id>`: nobody registers with it any more. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

export const registrationTokensRemove = (world: World): Command =>
  withPlace(new Command('remove'))
    .description('take an initial access token back; what registered with it stays')
    .argument('<id>', 'its id, iat_...')
    .option('--json', 'print JSON')
    .action(async (id: string, flags: Place & Form) => {
      await serverOf(world, flags)('removeRegistrationToken', { token: id })
      answer(world, flags, { data: {}, words: `Removed ${id}.\n` })
    })
