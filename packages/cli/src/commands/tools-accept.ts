/** `gatehouse tools accept <server> [tool...]`: from now on a protected server is held to what it says now. A running gateway notices. */
import { Command } from 'commander'
import { Misuse } from '../explain.ts'
import { withPlace, type Place } from '../installation.ts'
import { answer, harmless, type Form } from '../output/answer.ts'
import { pinnedToolsOf } from '../pinned-tools.ts'
import type { World } from '../world.ts'

export const toolsAccept = (world: World): Command =>
  withPlace(new Command('accept'))
    .description('offer tools of a protected server as they are now')
    .argument('<server>', 'its name: filesystem')
    .argument('[tool...]', 'which (default: every tool that changed, but none that looks like another)')
    .option('--json', 'print JSON')
    .action(async (server: string, tools: readonly string[], { json, ...place }: Place & Form) => {
      const file = await pinnedToolsOf(world, place, server)
      const { acceptTools } = await import('@gatehouse/gateway')
      const accepted = await acceptTools(file, tools.length > 0 ? tools : 'all').catch((error: unknown) => {
        throw error instanceof Error ? new Misuse(error.message) : error
      })
      const names = accepted.map(harmless)
      const words = names.length === 0 ? 'No tool waits to be accepted.\n' : `Accepted ${names.join(', ')}.\n`
      answer(world, { ...(json && { json }) }, { data: { accepted }, words })
    })
