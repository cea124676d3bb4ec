/** `gatehouse keys rotate-master`: a new master key, and every signing key sealed under it. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

export const keysRotateMaster = (world: World): Command =>
  withPlace(new Command('rotate-master'))
    .description('make a new master key and seal the signing keys under it')
    .option('--json', 'print JSON')
    .action(async (flags: Place & Form) => {
      await serverOf(world, flags)('changeMasterKey', {})
      const words = 'The signing keys are sealed under a new master key. Old backups open with the old one only.\n'
      answer(world, flags, { data: {}, words })
    })
