/** `gatehouse clients list`: which programs are known. */
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { day, table } from '../output/table.ts'
import type { World } from '../world.ts'

export const clientsList = (world: World): Command =>
  withPlace(new Command('list'))
    .description('list the clients, oldest first')
    .option('--json', 'print JSON')
    .action(async (flags: Place & Form) => {
      const { clients } = await serverOf(world, flags)('listClients', {})
      const rows = clients.map(({ id, name, provenance, authentication, lastUsedAt }) => [
        id,
        harmless(name),
        provenance === 'configured' ? 'by you' : 'by itself',
        authentication === 'none' ? 'public' : 'secret',
        lastUsedAt === undefined ? 'never used' : `used ${day(lastUsedAt)}`,
      ])
      const words =
        clients.length === 0 ? 'There is no client yet.\n' : table(['ID', 'NAME', 'REGISTERED', 'PROOF', 'LAST'], rows)
      answer(world, flags, { data: clients, words })
    })
