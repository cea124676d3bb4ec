/** X15 in small: many open event streams through `gatehouse protect`; what happens to one server happens to its streams alone, and nothing is left behind. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { registerMachine } from './world/machine.ts'
import { startProtected, type Protected } from './world/protected.ts'
import { startStreamingUpstream, type StreamingUpstream } from './world/streaming-upstream.ts'

const each = 100

let folder: string
let gateway: Protected
let upstreams: Readonly<Record<'left' | 'right', StreamingUpstream>>
let tokens: Readonly<Record<'left' | 'right', string>>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-streams-'))
  upstreams = { left: await startStreamingUpstream(), right: await startStreamingUpstream() }
  const limits = { streamsPerPerson: each, concurrentPerPerson: 2 * each, concurrent: 2 * each }
  const mcpServers = Object.fromEntries(Object.entries(upstreams).map(([name, { url }]) => [name, { url, limits }]))
  const servers = join(folder, 'servers.json')
  await writeFile(servers, JSON.stringify({ mcpServers }))
  gateway = await startProtected(['--servers', servers])
  const machine = await registerMachine(gateway, ['left:read', 'left:write', 'right:read', 'right:write'])
  const token = (name: 'left' | 'right') => machine.token(gateway.mcp(name), [`${name}:read`, `${name}:write`])
  tokens = { left: await token('left'), right: await token('right') }
}, 60_000)

afterAll(async () => {
  await gateway?.stop()
  for (const upstream of Object.values(upstreams)) upstream.kill()
  await rm(folder, { recursive: true, force: true })
})

interface Reader {
  readonly answer: IncomingMessage
  heard: string
  isOver: boolean
}

const open = (name: 'left' | 'right'): Promise<Reader> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${tokens[name]}`, accept: 'text/event-stream' }
    const asking = request(gateway.mcp(name), { headers, agent: false })
    asking.on('error', reject)
    asking.on('response', (answer) => {
      const reader: Reader = { answer, heard: '', isOver: false }
      answer.on('data', (piece: Buffer) => (reader.heard += piece.toString()))
      answer.on('error', () => undefined)
      answer.on('close', () => (reader.isOver = true))
      resolve(reader)
    })
    asking.end()
  })

const openMany = (name: 'left' | 'right'): Promise<Reader[]> =>
  Promise.all(Array.from({ length: each }, () => open(name)))

const descriptors = async (): Promise<number> => (await readdir(`/proc/${gateway.pid()}/fd`)).length

it.runIf(process.platform === 'linux')(
  'X15: every stream hears its own server; one that is killed ends its own streams only; no descriptor stays open',
  async () => {
    const before = await descriptors()
    const readers = { left: await openMany('left'), right: await openMany('right') }
    expect(readers.left.map(({ answer }) => answer.statusCode)).toEqual(Array(each).fill(200))
    expect([upstreams.left.streams(), upstreams.right.streams()]).toEqual([each, each])

    upstreams.left.speak('from the left')
    upstreams.right.speak('from the right')
    await expect.poll(() => readers.left.filter(({ heard }) => heard.includes('from the left')).length).toBe(each)
    await expect.poll(() => readers.right.filter(({ heard }) => heard.includes('from the right')).length).toBe(each)
    expect(readers.left.some(({ heard }) => heard.includes('right'))).toBe(false)

    upstreams.left.kill()
    await expect.poll(() => readers.left.filter(({ isOver }) => isOver).length).toBe(each)
    upstreams.right.speak('still here')
    await expect.poll(() => readers.right.filter(({ heard }) => heard.includes('still here')).length).toBe(each)
    expect(readers.right.some(({ isOver }) => isOver)).toBe(false)

    for (const { answer } of readers.right) answer.destroy()
    await expect.poll(() => upstreams.right.streams()).toBe(0)
    await expect.poll(descriptors, { timeout: 10_000 }).toBeLessThanOrEqual(before + 20)
  },
)
