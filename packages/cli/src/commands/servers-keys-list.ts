/** `gatehouse servers keys list <name>`: the keys by which an MCP server proves itself here. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { day, table } from '../output/table.ts'
import type { World } from '../world.ts'

export const serversKeysList = (world: World): Command =>
  withPlace(new Command('list'))
    .description('list the keys of an MCP server, oldest first')
    .argument('<name>', 'the name of the server')
    .option('--json', 'print JSON')
    .action(async (name: string, flags: Place & Form) => {
      const { keys } = await serverOf(world, flags)('listServerKeys', { name })
      const rows = keys.map(({ id, label, createdAt }) => [id, harmless(label), day(createdAt)])
      const words = keys.length === 0 ? `${name} has no key yet.\n` : table(['ID', 'LABEL', 'MADE'], rows)
      answer(world, flags, { data: keys, words })
    })
