/** `gatehouse clients list`: which programs are known. */
import type { AdminRoutes, OutputOf } from '@gatehouse/admin-api'
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
      const rows = clients.map((client) => [
        harmless(client.id),
        harmless(client.name),
        origins[client.provenance],
        proofOf(client),
        stateOf(client),
      ])
      const words =
        clients.length === 0 ? 'There is no client yet.\n' : table(['ID', 'NAME', 'REGISTERED', 'PROOF', 'LAST'], rows)
      answer(world, flags, { data: clients, words })
    })

const origins = { configured: 'by you', dynamic: 'by itself', document: 'by its document' } as const
const proofs = { none: 'public', secret: 'secret', key: 'key' } as const

type Listed = OutputOf<AdminRoutes['listClients']>['clients'][number]

const proofOf = ({ authentication, secretExpiresAt }: Listed): string =>
  proofs[authentication] + (secretExpiresAt === undefined ? '' : ` until ${day(secretExpiresAt)}`)

const stateOf = ({ disabledAt, lastUsedAt }: Listed): string => {
  if (disabledAt !== undefined) return `disabled ${day(disabledAt)}`
  return lastUsedAt === undefined ? 'never used' : `used ${day(lastUsedAt)}`
}
