/** `gatehouse servers list`: the MCP servers that tokens can be for. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { table } from '../output/table.ts'
import type { World } from '../world.ts'

export const serversList = (world: World): Command =>
  withPlace(new Command('list'))
    .description('list the MCP servers with their scopes')
    .option('--json', 'print JSON')
    .action(async (flags: Place & Form) => {
      const { servers } = await serverOf(world, flags)('listServers', {})
      const rows = servers.map(({ name, uri, scopes, isDefault }) => [
        name + (isDefault ? ' (default)' : ''),
        harmless(uri),
        scopes.map((scope) => scope.name).join(' '),
      ])
      const words = servers.length === 0 ? 'There is no server yet.\n' : table(['NAME', 'URL', 'SCOPES'], rows)
      answer(world, flags, { data: servers, words })
    })
