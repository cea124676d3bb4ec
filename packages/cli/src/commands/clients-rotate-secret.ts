/** `gatehouse clients rotate-secret <id>`: a new secret; the one before proves nothing any more. */
import { Command } from 'commander'
import { secondsFrom } from '../duration.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import { credentials } from '../output/credentials.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly secretExpires?: string
}

export const clientsRotateSecret = (world: World): Command =>
  withPlace(new Command('rotate-secret'))
    .description('make a new secret for a client, shown once; the old one ends now')
    .argument('<id>', 'its client id')
    .option('--secret-expires <duration>', 'when the new one proves nothing any more: 90d (never)')
    .option('--json', 'print JSON')
    .action(async (id: string, flags: Flags) => {
      const secretLifetime = secondsFrom('--secret-expires', flags.secretExpires)
      const made = await serverOf(world, flags)('rotateClientSecret', { client: id, secretLifetime })
      answer(world, flags, { data: made, words: credentials(made) })
    })
