/** One `gatehouse protect` before two servers, and persons enough to hold all streams. */
import { readFile, readdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { registerMachine } from '../world/machine.ts'
import { startProtected } from '../world/protected.ts'
import { startStreamingUpstream, type StreamingUpstream } from './upstream.ts'
import type { Stream } from './readers.ts'

export type Side = 'left' | 'right'

export interface Scene {
  readonly upstreams: Readonly<Record<Side, StreamingUpstream>>
  /** The way to one more stream, of one person after another. */
  stream(side: Side): Stream
  descriptors(): Promise<number>
  /** In kilobytes. */
  memory(): Promise<number>
  close(): Promise<void>
}

/** The most that one person may be allowed. */
const mostOfOne = 1000

export const openScene = async (streamsOfEach: number): Promise<Scene> => {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-streams-'))
  const upstreams = { left: await startStreamingUpstream(), right: await startStreamingUpstream() }
  const limits = {
    perPerson: 1_000_000,
    perServer: 1_000_000,
    streamsPerPerson: mostOfOne,
    concurrentPerPerson: 2 * mostOfOne,
    concurrent: 100_000,
  }
  const mcpServers = Object.fromEntries(Object.entries(upstreams).map(([name, { url }]) => [name, { url, limits }]))
  const servers = join(folder, 'servers.json')
  await writeFile(servers, JSON.stringify({ mcpServers }))
  const gateway = await startProtected(['--servers', servers])
  // Some more than the streams need, for those that leave while others come.
  const count = Math.ceil((streamsOfEach * 1.1) / mostOfOne)
  const tokens: Record<Side, string>[] = []
  for (let person = 0; person < count; person += 1) {
    const machine = await registerMachine(gateway, ['left:read', 'right:read'])
    const token = (side: Side) => machine.token(gateway.mcp(side), [`${side}:read`])
    tokens.push({ left: await token('left'), right: await token('right') })
  }
  let opened = 0
  return {
    upstreams,
    stream(server) {
      opened += 1
      return { server, url: gateway.mcp(server), token: tokens[opened % count]?.[server] ?? '' }
    },
    descriptors: async () => (await readdir(`/proc/${gateway.pid()}/fd`)).length,
    async memory() {
      const status = await readFile(`/proc/${gateway.pid()}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])
    },
    async close() {
      await gateway.stop()
      for (const upstream of Object.values(upstreams)) upstream.kill()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
