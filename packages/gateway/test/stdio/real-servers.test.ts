/** Third-party programs behind the gateway, with the clients of both SDKs, on both wires. */
import { mkdtemp, writeFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
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
