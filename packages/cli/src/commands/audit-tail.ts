/** `gatehouse audit tail`: what happened last, and with --follow what happens now. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Command } from 'commander'
import { questionFrom, withFilters, withFormat, type FilterFlags } from '../audit/filters.ts'
import { endOfJournal, latest, newRows } from '../audit/follow.ts'
import { rowForms, type Format } from '../audit/row-forms.ts'
import { Misuse } from '../explain.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import type { World } from '../world.ts'

interface Flags extends Place, FilterFlags {
  readonly follow?: boolean
  readonly limit: string
  readonly format: Format
}

const lookEvery = 1000

export const auditTail = (world: World): Command =>
  withFormat(withFilters(withPlace(new Command('tail'))), Object.keys(rowForms), 'table')
    .description('show what happened last, oldest first')
    .option('--limit <rows>', 'how many, 1 to 500', '20')
    .option('--follow', 'go on with each new row until you stop it')
    .action(async (flags: Flags) => {
      const admin = serverOf(world, flags)
      const question = questionFrom(flags, Date.now() / 1000)
      const { heading, line } = rowForms[flags.format]
      const end = await endOfJournal(admin)
      const shown = await latest(admin, question, limitFrom(flags.limit))
      world.say(heading + shown.map(line).join(''))
      if (!flags.follow) return
      const { nobodyReads: signal } = world
      const wait = (): Promise<boolean> => sleep(lookEvery, true, { signal }).catch(() => false)
      for await (const row of newRows(admin, { question, end, shown, wait })) world.say(line(row))
    })

const limitFrom = (text: string): number => {
  const limit = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (limit < 1 || limit > 500) throw new Misuse(`--limit ${text}: write a number from 1 to 500`)
  return limit
}
