/** `gatehouse keys list`: the signing keys, and what each is for. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import { minute, table } from '../output/table.ts'
import type { World } from '../world.ts'

const meanings = {
  next: 'next: published, signs later',
  active: 'active: signs',
  retired: 'retired: verifies what it signed',
  dead: 'dead: about to go',
} as const

export const keysList = (world: World): Command =>
  withPlace(new Command('list'))
    .description('list the signing keys and what each is for')
    .option('--json', 'print JSON')
    .action(async (flags: Place & Form) => {
      const { keys } = await serverOf(world, flags)('listKeys', {})
      const rows = keys.map(({ kid, alg, state, activeFrom, publishedUntil }) => [
        kid,
        alg,
        meanings[state],
        minute(activeFrom),
        minute(publishedUntil),
      ])
      answer(world, flags, { data: keys, words: table(['KID', 'ALG', 'STATE', 'SIGNS FROM', 'PUBLISHED UNTIL'], rows) })
    })
