/** A file of servers that changes while `gatehouse protect` runs. */
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { callTool, machineToken } from './machine-token.ts'
import { startProtect, type Protecting } from './protect-process.ts'

let protecting: Protecting | undefined
afterEach(() => protecting?.stop())

const child = (more = '') => `{ command: '${process.execPath}', args: [notes-server.mjs]${more} }`
const file = (servers: Readonly<Record<string, string>>) =>
  `mcpServers:\n${Object.entries(servers)
    .map(([name, said]) => `  ${name}: ${said}\n`)
    .join('')}`

const start = (servers: Readonly<Record<string, string>>) =>
  startProtect(['--port', '0', '--servers', 'servers.yaml'], (folder) =>
    writeFile(join(folder, 'servers.yaml'), file(servers)),
  )

const pidsOf = (one: Protecting, server: string) =>
  one
    .log()
    .flatMap((line) => (line['event'] === 'gateway.child-started' && line['server'] === server ? [line['pid']] : []))

const isAlive = (pid: unknown): boolean => {
  try {
    return process.kill(Number(pid), 0)
  } catch {
    return false
  }
}

const statusAt = async (url: string): Promise<number> => (await fetch(url, { method: 'POST' })).status

describe('a file of servers', () => {
  it('is followed: what is new answers, what is gone does not, what stays is not touched', async () => {
    protecting = await start({ stays: child(), goes: child() })
    const { url, folder, hears } = protecting
    const token = await machineToken(protecting, 'stays', ['stays:read'])
    const [goer] = pidsOf(protecting, 'goes')
    expect(isAlive(goer)).toBe(true)

    // As editors do: another file takes its place.
    await writeFile(join(folder, 'servers.new'), file({ stays: child(), comes: child() }))
    await rename(join(folder, 'servers.new'), join(folder, 'servers.yaml'))
    expect(await hears('gateway.servers-applied')).toMatchObject({ count: 2, added: ['comes'], removed: ['goes'] })

    expect(await statusAt(`${url}/mcp/comes`)).toBe(401)
    expect(await statusAt(`${url}/mcp/goes`)).toBe(404)
    const newcomer = await machineToken(protecting, 'comes', ['comes:read'])
    expect((await callTool(`${url}/mcp/comes`, newcomer, 'read_note')).status).toBe(200)
    expect((await callTool(`${url}/mcp/stays`, token, 'read_note')).status).toBe(200)
    expect(pidsOf(protecting, 'stays')).toHaveLength(1)
    await expect.poll(() => isAlive(goer), { timeout: 15_000 }).toBe(false)
  })

  it('that is broken changes nothing, and every problem is told', async () => {
    protecting = await start({ notes: child() })
    const { url, folder, hears, log } = protecting
    const path = join(folder, 'servers.yaml')
    await writeFile(path, file({ notes: child(', nme: 1'), other: '{ url: x }' }))
    expect(await hears('gateway.servers-kept')).toMatchObject({ path, count: 1 })
    const refused = log().filter(({ event }) => event === 'gateway.servers-refused')
    expect(refused.map(({ key }) => key)).toEqual(['mcpServers.notes.nme', 'mcpServers.other.url'])
    expect(await statusAt(`${url}/mcp/notes`)).toBe(401)
    expect(await statusAt(`${url}/mcp/other`)).toBe(404)

    await writeFile(path, file({ notes: child(", deny: ['wipe_*']") }))
    await hears('gateway.servers-applied')
    const token = await machineToken(protecting, 'notes', ['notes:admin'])
    expect((await callTool(`${url}/mcp/notes`, token, 'wipe_notes')).status).toBe(403)
  })

  it('INV5: that would hand out the data directory is refused, at the start and when it changes', async () => {
    protecting = await start({ notes: child() })
    const { folder, url, hears, log } = protecting
    const files = `{ command: '${process.execPath}', args: [notes-server.mjs, '--root=.'] }`
    await writeFile(join(folder, 'servers.yaml'), file({ notes: child(), files }))
    expect(await hears('gateway.servers-kept')).toMatchObject({ count: 1 })
    expect(log().find(({ event }) => event === 'gateway.servers-refused')).toMatchObject({
      key: 'files',
      reason: expect.stringContaining(`--root=. leads to ${join(folder, 'data')}`),
    })
    expect(await statusAt(`${url}/mcp/files`)).toBe(404)
    await protecting.stop()
    await expect(start({ files })).rejects.toThrow('--root=. leads to')
  })

  it('is read again on SIGHUP, for what stands elsewhere', async () => {
    protecting = await startProtect(['--port', '0', '--servers', 'servers.yaml'], async (folder) => {
      await writeFile(join(folder, 'word'), 'first')
      await writeFile(join(folder, 'servers.yaml'), file({ notes: child(", env: { NOTES_WORD: '${file:word}' }") }))
    })
    const { url, folder, hears, signal } = protecting
    const token = await machineToken(protecting, 'notes', ['notes:read'])
    expect(await (await callTool(`${url}/mcp/notes`, token, 'read_note')).text()).toContain('first')
    await writeFile(join(folder, 'word'), 'second')
    signal('SIGHUP')
    expect(await hears('gateway.servers-applied')).toMatchObject({ added: [], removed: [] })
    expect(await (await callTool(`${url}/mcp/notes`, token, 'read_note')).text()).toContain('second')
  })
})
