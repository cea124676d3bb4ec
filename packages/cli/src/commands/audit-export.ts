/** `gatehouse audit export`: all of the journal, or all that fits, oldest first, on standard output. */
import { Command } from 'commander'
import { questionFrom, withFilters, withFormat, type FilterFlags } from '../audit/filters.ts'
import { pages } from '../audit/follow.ts'
import { rowForms, type Format } from '../audit/row-forms.ts'
import { serverOf, withPlace, type Place } from '../installation.ts'
import type { World } from '../world.ts'

interface Flags extends Place, FilterFlags {
  readonly format: Exclude<Format, 'table'>
}

export const auditExport = (world: World): Command =>
  withFormat(withFilters(withPlace(new Command('export'))), ['jsonl', 'csv'], 'jsonl')
    .description('write all rows, oldest first, for another program')
    .action(async (flags: Flags) => {
      const admin = serverOf(world, flags)
      const now = Date.now() / 1000
      const question = questionFrom(flags, now)
      // What comes while this is written is of the next export: this one must end.
      const until = question.until ?? Math.floor(now) + 1
      const { heading, line } = rowForms[flags.format]
      let count = 0
      for await (const rows of pages(admin, { ...question, until })) {
        world.say((count === 0 ? heading : '') + rows.map(line).join(''))
        count += rows.length
        if (world.nobodyReads?.aborted) return
        if (world.isWatched) world.complain(`\r${told(count)}`)
      }
      if (count === 0) world.say(heading)
      world.complain(`${world.isWatched ? '\r' : ''}${told(count)} written\n`)
    })

const told = (count: number): string => (count === 1 ? '1 row' : `${count} rows`)
