/** The example as real clients meet it: SDK v1 and v2 on both wires, through the guard. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v2 from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type World, issuer, resource, smallWorld } from './small-world.ts'

let files: World
beforeEach(async () => {
  files = await smallWorld()
})
afterEach(() => files.clear())

interface Answer {
  readonly isError?: unknown
  readonly structuredContent?: unknown
  readonly content?: unknown
}

interface Visitor {
  tools(): Promise<readonly { name: string; description?: string | undefined }[]>
  call(name: string, input?: Record<string, unknown>): Promise<Answer>
  close(): Promise<void>
}

const answerOf = (result: Readonly<Record<string, unknown>>): Answer => ({ ...result })

/** Goes through web Requests, as a server would hand them on. */
const fetchWith = (token: () => string) => async (url: string | URL, init?: RequestInit) => {
  const headers = new Headers(init?.headers)
  headers.set('authorization', `Bearer ${token()}`)
  return files.serve(new Request(url, { ...init, headers }))
}

const connectV1 = async (token: () => string): Promise<Visitor> => {
  const client = new ClientV1({ name: 'v1', version: '1' })
  await client.connect(new TransportV1(new URL(resource), { fetch: fetchWith(token) }))
  return {
    tools: async () => (await client.listTools()).tools,
    call: async (name, input = {}) => answerOf(await client.callTool({ name, arguments: input })),
    close: () => client.close(),
  }
}

const connectV2 =
  (mode: 'auto' | 'legacy') =>
  async (token: () => string): Promise<Visitor> => {
    const client = new v2.Client({ name: 'v2', version: '1' }, mode === 'auto' ? { versionNegotiation: { mode } } : {})
    await client.connect(new v2.StreamableHTTPClientTransport(new URL(resource), { fetch: fetchWith(token) }))
    return {
      tools: async () => (await client.listTools()).tools,
      call: async (name, input = {}) => answerOf(await client.callTool({ name, arguments: input })),
      close: () => client.close(),
    }
  }

const clients = [
  ['SDK v1 on 2025-11-25', connectV1],
  ['SDK v2 on 2025-11-25', connectV2('legacy')],
  ['SDK v2 on 2026-07-28', connectV2('auto')],
] as const

describe.each(clients)('%s', (_name, connect) => {
  it('lists five tools, each with title, description and schemas', async () => {
    const token = await files.token('files:read')
    const visitor = await connect(() => token)
    const tools = await visitor.tools()
    expect(tools.map(({ name }) => name)).toEqual(['list_files', 'read_file', 'search_files', 'write_file', 'whoami'])
    for (const tool of tools) {
      expect(tool).toMatchObject({
        title: expect.any(String),
        description: expect.any(String),
        inputSchema: { type: 'object' },
        outputSchema: { type: 'object' },
        annotations: { openWorldHint: false },
      })
    }
    await visitor.close()
  })

  it('lists, reads and searches the demo folder, with results for programs and in words', async () => {
    const token = await files.token('files:read')
    const visitor = await connect(() => token)
    const list = await visitor.call('list_files')
    expect(list.structuredContent).toMatchObject({
      isComplete: true,
      entries: expect.arrayContaining([{ name: 'notes', kind: 'folder' }]),
    })
    expect(list.content).toMatchObject([{ type: 'text', text: expect.stringContaining('welcome.md (') }])
    const read = await visitor.call('read_file', { path: 'notes/rota.md' })
    expect(read.structuredContent).toMatchObject({
      path: 'notes/rota.md',
      content: expect.stringContaining('| Monday | Tom | Aiko |'),
    })
    const search = await visitor.call('search_files', { words: 'WATER BUTT' })
    expect(search.structuredContent).toMatchObject({ matches: [{ path: 'notes/2026-spring.md', line: 4 }] })
    expect((await visitor.call('search_files', { words: 'no such words' })).content).toEqual([
      { type: 'text', text: 'Nothing found.' },
    ])
    await visitor.close()
  })

  it('says who is calling', async () => {
    const token = await files.token('files:read profile', 'usr_bob', 'cli_bobs')
    const visitor = await connect(() => token)
    const who = await visitor.call('whoami')
    expect(who.structuredContent).toEqual({
      subject: 'usr_bob',
      clientId: 'cli_bobs',
      scopes: ['files:read', 'profile'],
      issuer,
    })
    expect(JSON.stringify(who)).not.toContain(token.slice(-40))
    await visitor.close()
  })

  it('a write without files:write fails before the tool runs; with it, the file is there', async () => {
    let token = await files.token('files:read')
    const visitor = await connect(() => token)
    await expect(visitor.call('write_file', { path: 'new/plan.md', content: 'Sow peas' })).rejects.toThrow(
      'files:read files:write',
    )
    expect(files.events.at(-1)).toContain('insufficient_scope')
    expect((await visitor.call('read_file', { path: 'new/plan.md' })).isError).toBe(true)
    token = await files.token('files:write')
    const written = await visitor.call('write_file', { path: 'new/plan.md', content: 'Sow peas' })
    expect(written.structuredContent).toEqual({ path: 'new/plan.md', outcome: 'created' })
    expect(readFileSync(join(files.dataDirectory, 'demo-files/new/plan.md'), 'utf8')).toBe('Sow peas')
    const kept = await visitor.call('write_file', { path: 'new/plan.md', content: 'x', overwrite: false })
    expect(kept).toMatchObject({
      isError: true,
      content: [{ text: '"new/plan.md" exists, and was to be left alone if so' }],
    })
    await visitor.close()
  })

  it('what a caller gets wrong comes back in words, without a path of this computer', async () => {
    const token = await files.token('files:read')
    const visitor = await connect(() => token)
    for (const path of ['../../etc/passwd', '/etc/passwd', 'nowhere.md', 'notes']) {
      const answer = await visitor.call('read_file', { path })
      expect(answer.isError).toBe(true)
      expect(JSON.stringify(answer)).not.toContain(files.dataDirectory)
    }
    await visitor.close()
  })

  it('a person who disconnects the client ends its next call', async () => {
    const token = await files.token('files:read')
    const visitor = await connect(() => token)
    await visitor.call('whoami')
    files.ended.add('grt_usr_alice')
    await expect(visitor.call('whoami')).rejects.toThrow('it was revoked')
    expect(files.events.at(-1)).toContain('it was revoked')
    await visitor.close()
  })
})
