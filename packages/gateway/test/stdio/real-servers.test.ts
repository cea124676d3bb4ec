/** Third-party programs behind the gateway, with the clients of both SDKs, on both wires. */
import { mkdtemp, writeFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { describe, expect, it } from 'vitest'
import {
  everything,
  filesystem,
  later,
  openStdio,
  shareStdio,
  type StdioWorld,
  visitV1,
  visitV2,
} from './stdio-world.ts'

const clients = {
  'SDK v1': (world: StdioWorld) => visitV1(world),
  'SDK v2 with sessions': (world: StdioWorld) => visitV2(world, 'stateful'),
  'SDK v2 without sessions': (world: StdioWorld) => visitV2(world, 'stateless'),
}

const shared = shareStdio(everything)

describe.each(Object.entries(clients))('a program over standard streams, for %s', (_, visit) => {
  it('lists its tools and calls them', async () => {
    const client = await visit(shared())
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toContain('echo')
    expect(await client.callTool({ name: 'echo', arguments: { message: 'hello' } })).toMatchObject({
      content: [{ type: 'text', text: 'Echo: hello' }],
    })
  })

  it('serves resources, prompts and completion', async () => {
    const client = await visit(shared())
    const { resources } = await client.listResources()
    const uri = resources[0]?.uri ?? ''
    expect((await client.readResource({ uri })).contents[0]?.uri).toBe(uri)
    expect((await client.listResourceTemplates()).resourceTemplates.length).toBeGreaterThan(0)
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toContain('args-prompt')
    const { messages } = await client.getPrompt({ name: 'args-prompt', arguments: { city: 'Rome' } })
    expect(JSON.stringify(messages)).toContain('Rome')
    const { completion } = await client.complete({
      ref: { type: 'ref/prompt', name: 'completable-prompt' },
      argument: { name: 'department', value: 'E' },
    })
    expect(completion.values).toContain('Engineering')
  })

  it('tells progress, and gives up what is given up', async () => {
    const client = await visit(shared())
    const heard: unknown[] = []
    const call = (
      input: object,
      options: { readonly onprogress?: (one: unknown) => void; readonly signal?: AbortSignal },
    ) => {
      const params = { name: 'trigger-long-running-operation', arguments: { ...input } }
      return client instanceof ClientV1 ? client.callTool(params, undefined, options) : client.callTool(params, options)
    }
    await call({ duration: 0.2, steps: 2 }, { onprogress: (one) => heard.push(one) })
    expect(heard).toMatchObject([
      { progress: 1, total: 2 },
      { progress: 2, total: 2 },
    ])
    const enough = new AbortController()
    const endless = call({ duration: 600, steps: 600 }, { signal: enough.signal })
    setTimeout(() => enough.abort(new Error('enough')), 50)
    await expect(endless).rejects.toThrow('enough')
  })

  it('hands on the log of a call to whoever wanted it', async () => {
    // A program of its own: what this one logs later is nobody's.
    const world = await openStdio(everything)
    const client = await visit(world)
    const heard = new Promise((resolve) => {
      if (client instanceof ClientV1) client.setNotificationHandler(LoggingMessageNotificationSchema, resolve)
      else client.setNotificationHandler('notifications/message', resolve)
    })
    const isStateless = !(client instanceof ClientV1) && client.getProtocolEra() === 'modern'
    // oxlint-disable-next-line typescript/no-deprecated -- clients of the older revisions say it
    if (!isStateless) await client.setLoggingLevel('debug')
    const _meta = isStateless ? { 'io.modelcontextprotocol/logLevel': 'debug' } : {}
    await client.callTool({ name: 'toggle-simulated-logging', arguments: {}, _meta })
    expect(await heard).toMatchObject({ params: { data: expect.stringContaining('message') } })
  })

  it('reads a file of the folder that the operator named, and no other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gatehouse-files-'))
    later(() => rm(folder, { recursive: true }))
    await writeFile(join(folder, 'note.txt'), 'remember the milk')
    const client = await visit(await openStdio(filesystem(folder)))
    const read = (path: string) => client.callTool({ name: 'read_text_file', arguments: { path } })
    expect(JSON.stringify(await read(join(folder, 'note.txt')))).toContain('remember the milk')
    expect(await read('/etc/hostname')).toMatchObject({ isError: true })
  })
})
