/** `gatehouse tools list <server>`: what a protected server promised about its tools, and what it says now instead. */
import type { KnownTool } from '@gatehouse/gateway'
import { Command } from 'commander'
import { withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { table } from '../output/table.ts'
import { pinnedToolsOf } from '../pinned-tools.ts'
import type { World } from '../world.ts'

export const toolsList = (world: World): Command =>
  withPlace(new Command('list'))
    .description('list the tools of a protected server, and those that are kept back')
    .argument('<server>', 'its name: filesystem')
    .option('--json', 'print JSON, with the definitions before and after')
    .action(async (server: string, { json, ...place }: Place & Form) => {
      const file = await pinnedToolsOf(world, place, server)
      const { readTools } = await import('@gatehouse/gateway')
      const tools = readTools(file)
      const waiting = tools.filter((tool) => tool.waiting !== undefined).length
      const cure =
        waiting === 0
          ? ''
          : `\nLook at what changed (--json shows before and after), then: gatehouse tools accept ${server} <tool>\n`
      const words = tools.length === 0 ? 'No tool is known yet.\n' : table(['TOOL', 'STATE', 'SINCE'], tools.map(row))
      answer(world, { ...(json && { json }) }, { data: tools, words: words + cure })
    })

const row = ({ name, pinned, waiting }: KnownTool): readonly string[] => {
  const since = (waiting ?? pinned)?.at.slice(0, 10) ?? ''
  if (!waiting) return [harmless(name), 'offered', since]
  const what = waiting.what.map(harmless).join(', ')
  return [
    harmless(name),
    waiting.why === 'changed' ? `kept back: ${what} changed` : `kept back: looks like ${what}`,
    since,
  ]
}
