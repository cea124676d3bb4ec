/** `gatehouse registration-tokens add`: permission to register clients, for whoever holds it. RFC 7591 §3 */
import { Command } from 'commander'
import { secondsFrom } from '../duration.ts'
import { Misuse } from '../explain.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly label: string
  readonly uses?: string
  readonly expires?: string
}

export const registrationTokensAdd = (world: World): Command =>
  withPlace(new Command('add'))
    .description('make an initial access token, by which clients register; shown once')
    .option('--label <text>', 'what you call it', 'from the command line')
    .option('--uses <number>', 'how many clients may register with it (any number)')
    .option('--expires <duration>', 'when it ends: 7d (never)')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      const { label } = flags
      const lifetime = secondsFrom('--expires', flags.expires)
      const made = await serverOf(world, flags)('addRegistrationToken', { label, uses: usesFrom(flags), lifetime })
      const note = made.isNeeded
        ? ''
        : 'Nobody needs it yet: set `registration: token`, and only its holders register.\n'
      answer(world, flags, { data: made, words: `${made.token}   (shown this once)\n${note}` })
    })

const usesFrom = ({ uses }: Flags): number | undefined => {
  if (uses === undefined) return undefined
  if (/^[1-9]\d{0,5}$/.test(uses)) return Number(uses)
  throw new Misuse(`--uses ${uses}: write a whole number from 1 to 999999`)
}
