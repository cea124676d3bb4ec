/** Third-party servers behind one `gatehouse protect`, two over stdio and one over HTTP, and every client that we can run: each finds its way in with nothing but the URL. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, BrowserContext } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { arrivals, type Arrival } from './world/arrivals.ts'
import { openBrowser } from './world/browser.ts'
import { startProtected, type Protected } from './world/protected.ts'
import { everything, filesystem, startEverything, type WebServer } from './world/published-servers.ts'

let folder: string
let web: WebServer
let gateway: Protected
let browser: Browser
let context: BrowserContext

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-folder-'))
  await writeFile(join(folder, 'note.txt'), 'water the plants')
  const entry = ([command, ...args]: readonly string[]) => ({ command, args })
  const servers = join(folder, 'servers.json')
  web = await startEverything()
  const mcpServers = { files: entry(filesystem(folder)), all: entry(everything), web: { url: web.url } }
  await writeFile(servers, JSON.stringify({ mcpServers }))
  ;[gateway, browser] = await Promise.all([startProtected(['--servers', servers]), openBrowser()])
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await gateway?.stop()
  await web?.stop()
  await rm(folder, { recursive: true, force: true })
})

beforeEach(async () => {
  context = await browser.newContext()
})

afterEach(() => context.close())

const files = () => ({ url: gateway.mcp('files'), scopes: 'files:read files:write' })
const note = () => ({ path: join(folder, 'note.txt') })
const path = () => join(folder, 'overwritten.txt')
const overwriting = () => ({ path: path(), content: 'allowed' })

describe.each(arrivals.filter(({ stepsUp }) => stepsUp))('$name', (arrival) => {
  it('comes to the filesystem server, reads, and asks its person before it overwrites: refused by 403, allowed, done', async () => {
    const visitor = await arrival.arrive(files(), context)
    expect(await visitor.tools()).toEqual(expect.arrayContaining(['read_text_file', 'write_file', 'move_file']))
    expect(await visitor.call('read_text_file', note())).toContain('water the plants')
    expect(visitor.asked()).toBe(1)
    expect(await visitor.call('write_file', overwriting())).not.toContain('isError":true')
    expect(visitor.asked()).toBe(2)
    expect(await readFile(path(), 'utf8')).toBe('allowed')
    await rm(path())
    await visitor.close()
  })
})

describe.each(arrivals.filter(({ stepsUp }) => !stepsUp))('$name', (arrival) => {
  it('comes to the filesystem server and reads; it cannot ask its person for more, and nothing is overwritten', async () => {
    const visitor = await arrival.arrive(files(), context)
    expect(await visitor.tools()).toEqual(expect.arrayContaining(['read_text_file', 'write_file', 'move_file']))
    expect(await visitor.call('read_text_file', note())).toContain('water the plants')
    await expect(visitor.call('write_file', overwriting())).rejects.toThrow(/403|scope/)
    await expect(readFile(path())).rejects.toThrow('ENOENT')
    await visitor.close()
  })
})

const expectSum = async (arrival: Arrival, name: 'all' | 'web'): Promise<void> => {
  const visitor = await arrival.arrive({ url: gateway.mcp(name), scopes: `${name}:read ${name}:write` }, context)
  expect(await visitor.call('get-sum', { a: 19, b: 23 })).toContain('42')
  await visitor.close()
}

describe.each(arrivals)('$name', (arrival) => {
  it('comes to server-everything over stdio and calls', () => expectSum(arrival, 'all'))
})

// What is behind the gateway over HTTP is reached on the wire that it speaks.
describe.each(arrivals.filter(({ isPinned }) => !isPinned))('$name', (arrival) => {
  it('comes to server-everything over HTTP and calls', () => expectSum(arrival, 'web'))
})
