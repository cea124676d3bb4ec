/** `gatehouse registration-tokens list`: who may register clients. */
import type { AdminRoutes, OutputOf } from '@gatehouse/admin-api'
import { Command } from 'commander'
import { serverOf, withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { day, table } from '../output/table.ts'
import type { World } from '../world.ts'

export const registrationTokensList = (world: World): Command =>
  withPlace(new Command('list'))
    .description('list the initial access tokens, oldest first')
    .option('--json', 'print JSON')
    .action(async (flags: Place & Form) => {
      const { tokens } = await serverOf(world, flags)('listRegistrationTokens', {})
      const rows = tokens.map((token) => [token.id, harmless(token.label), usesOf(token), endOf(token)])
      const words =
        tokens.length === 0
          ? 'There is no registration token yet.\n'
          : table(['ID', 'LABEL', 'USES LEFT', 'ENDS'], rows)
      answer(world, flags, { data: tokens, words })
    })

type Token = OutputOf<AdminRoutes['listRegistrationTokens']>['tokens'][number]

const usesOf = ({ usesLeft }: Token): string => (usesLeft === undefined ? 'any number' : String(usesLeft))

const endOf = ({ expiresAt }: Token): string => (expiresAt === undefined ? 'never' : day(expiresAt))
