/** `gatehouse servers keys remove <name> <key>`: the key proves nothing any more. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

export const serversKeysRemove = (world: World): Command =>
  withPlace(new Command('remove'))
    .description('remove a key of an MCP server: it proves nothing any more')
    .argument('<name>', 'the name of the server')
    .argument('<key>', 'the id of the key, key_...')
    .option('--json', 'print JSON')
    .action(async (name: string, key: string, flags: Place & Form) => {
      await serverOf(world, flags)('removeServerKey', { name, key })
      answer(world, flags, { data: {}, words: `Removed ${key} of ${name}.\n` })
    })
