/** Every client that we can run, as it arrives at a server it has never seen: with a URL, and a person before a browser. */
import type { BrowserContext } from 'playwright-core'
import { listenForCallback } from './callback.ts'
import { openDesktop } from './desktop.ts'
import { openInspector } from './inspector.ts'
import { openMcpRemote } from './mcp-remote.ts'
import type { KeptByClient } from './oauth-provider.ts'
import { sdkVisitors } from './sdk-visitors.ts'
import type { Visitor } from './visitor.ts'

export interface Place {
  readonly url: string
  /** What the server asks for at first. */
  readonly scopes: string
}

export interface Arrived extends Visitor {
  /** How often its person was sent to the browser. */
  asked(): number
}

export interface Arrival {
  readonly name: string
  /** Whether a 403 makes it ask its person for more. */
  readonly stepsUp: boolean
  /** Speaks the 2026-07-28 wire or nothing. */
  readonly isPinned: boolean
  arrive(place: Place, context: BrowserContext): Promise<Arrived>
}

const bySdk = sdkVisitors.map(([name, connect]): Arrival => ({
  name,
  stepsUp: name !== 'SDK v1',
  isPinned: false,
  async arrive({ url }, context) {
    const callback = await listenForCallback()
    const kept: KeptByClient = { asked: 0 }
    const visitor = await connect({ url, context, callback, kept })
    return {
      ...visitor,
      asked: () => kept.asked,
      async close() {
        await visitor.close()
        await callback.close()
      },
    }
  },
}))

type Open = (...arrival: [desktop: Awaited<ReturnType<typeof openDesktop>>, place: Place]) => Promise<Visitor>

const byCommand = (name: string, open: Open, isPinned = false): Arrival => ({
  name,
  stepsUp: true,
  isPinned,
  async arrive(place, context) {
    const desktop = await openDesktop(context)
    const visitor = await open(desktop, place)
    return {
      ...visitor,
      asked: () => desktop.opened.length,
      async close() {
        await visitor.close()
        await desktop.close()
      },
    }
  },
})

export const arrivals: readonly Arrival[] = [
  ...bySdk,
  byCommand('mcp-remote', (desktop, { url }) => openMcpRemote(desktop, url)),
  byCommand('the Inspector on the 2025-11-25 wire', (desktop, place) =>
    openInspector(desktop, { ...place, era: 'legacy' }),
  ),
  byCommand(
    'the Inspector on the 2026-07-28 wire',
    (desktop, place) => openInspector(desktop, { ...place, era: 'modern' }),
    true,
  ),
]
