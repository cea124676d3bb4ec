/** `gatehouse keys rotate`: the next signing key before its time. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import { minute } from '../output/table.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly algorithm?: string
  readonly now?: boolean
}

export const keysRotate = (world: World): Command =>
  withPlace(new Command('rotate'))
    .description('make the next signing key; it is published before it signs')
    .option('--algorithm <name>', 'which one (the first of signing.algorithms)')
    .option('--now', 'it signs within seconds; servers may refuse new tokens until they read the keys again')
    .option('--json', 'print JSON')
    .action(async (flags: Flags) => {
      const { algorithm, now: isNow = false } = flags
      const { key } = await serverOf(world, flags)('rotateKeys', { algorithm, isNow })
      const words = `${key.kid} (${key.alg}) signs from ${minute(key.activeFrom)} UTC.\n`
      answer(world, flags, { data: key, words })
    })
