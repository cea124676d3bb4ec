/** `gatehouse servers keys add <name>`: a credential by which an MCP server proves itself here. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, type Form } from '../output/answer.ts'
import type { World } from '../world.ts'

interface Flags extends Place, Form {
  readonly label: string
}

export const serversKeysAdd = (world: World): Command =>
  withPlace(new Command('add'))
    .description('make a key for an MCP server; shown once')
    .argument('<name>', 'the name of the server')
    .option('--label <text>', 'what you call the key', 'from the command line')
    .option('--json', 'print JSON')
    .action(async (name: string, flags: Flags) => {
      const { label } = flags
      const { key } = await serverOf(world, flags)('addServerKey', { name, label })
      answer(world, flags, { data: { key }, words: `${key}   (shown this once)\n` })
    })
