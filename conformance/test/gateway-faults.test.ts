/** Servers that fail in every way behind `gatehouse protect`: the client hears it as JSON-RPC, in words and with a trace id; the log holds the cause; nothing else of the server crosses. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type Answered } from './world/ask.ts'
import { canary, startBadUpstream, type BadUpstream } from './world/bad-upstream.ts'
import { registerMachine, type Machine } from './world/machine.ts'
import { freePort } from './world/program.ts'
import { startProtected, type Protected } from './world/protected.ts'

const badProgram = fileURLToPath(new URL('world/bad-stdio.ts', import.meta.url))

let folder: string
let description: string
let upstream: BadUpstream
let gateway: Protected
let machine: Machine

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-faults-'))
  description = join(folder, 'description')
  await writeFile(description, 'Answers')
  upstream = await startBadUpstream()
  const http = { url: upstream.url, timeouts: { head: '1s' }, limits: { maxAnswerBytes: 1_048_576 } }
  const stdio = {
    command: process.execPath,
    args: ['--conditions=gatehouse:source', badProgram, description],
    timeouts: { call: '2s' },
    limits: { maxLineBytes: 1_048_576 },
  }
  const mcpServers = {
    http,
    gone: { url: `http://127.0.0.1:${await freePort()}/mcp` },
    // One each: whoever keeps dying is not started again and again.
    ...Object.fromEntries(['stdio', 'waits', 'dies', 'floods', 'killed'].map((name) => [name, stdio])),
    absent: { command: process.execPath, args: [join(folder, 'no-such-program.js')], timeouts: { start: '2s' } },
  }
  const servers = join(folder, 'servers.json')
  await writeFile(servers, JSON.stringify({ mcpServers }))
  gateway = await startProtected(['--servers', servers])
  const every = Object.keys(mcpServers).flatMap((name) => ['read', 'write', 'admin'].map((scope) => `${name}:${scope}`))
  machine = await registerMachine(gateway, every)
}, 60_000)

afterAll(async () => {
  await gateway?.stop()
  upstream?.close()
  await rm(folder, { recursive: true, force: true })
})

const call = async (server: string, tool: string): Promise<Answered> => {
  const scopes = ['read', 'write', 'admin'].map((scope) => `${server}:${scope}`)
  const token = await machine.token(gateway.mcp(server), scopes)
  return ask(gateway.mcp(server), { token, params: { name: tool, arguments: {} } })
}

/** What every fault owes to the client and to the log. */
const expectWords = async ({ message: { id, error }, headers, text }: Answered, reason: string): Promise<void> => {
  expect(error?.data?.reason).toBe(reason)
  expect(id).toBe(7)
  expect(error?.code).toBeLessThan(0)
  const traceId = error?.data?.traceId ?? ''
  expect(error?.message).toMatch(/^[^<]+ \(trace trc_\w+\)$/)
  expect(error?.message).toContain(traceId)
  await expect.poll(() => gateway.logged(traceId)).toContainEqual(expect.objectContaining({ reason }))
  expectNothingElse(headers, text)
}

const expectNothingElse = (headers: Answered['headers'], text: string): void => {
  expect(`${JSON.stringify(headers)}${text}`).not.toContain(canary)
  expect(headers).not.toHaveProperty('set-cookie')
  expect(headers).not.toHaveProperty('clear-site-data')
  expect(headers['x-content-type-options']).toBe('nosniff')
  expect(headers['content-type']).toMatch(/^(application\/json|text\/event-stream)/)
}

describe('behind the gateway over HTTP', () => {
  it('a server that is well answers, and none of its headers cross', async () => {
    const answered = await call('http', 'plain')
    expect(answered.text).toContain('fine')
    expectNothingElse(answered.headers, answered.text)
  })

  it.each([
    ['hangs', 504, 'upstream_too_slow'],
    ['speaks-html', 502, 'upstream_bad_answer'],
    ['fails-in-html', 502, 'upstream_bad_answer'],
    ['refuses-us', 502, 'upstream_refused_us'],
    ['sends-elsewhere', 502, 'upstream_bad_answer'],
    ['breaks-json', 502, 'upstream_bad_answer'],
    ['hangs-up', 502, 'upstream_died'],
    ['dies-in-json', 502, 'upstream_died'],
    ['floods-json', 502, 'upstream_too_large'],
    ['is-a-bomb', 502, 'upstream_bad_answer'],
  ])('S2: a server that %s becomes %i %s, and the log has the cause', async (tool, status, reason) => {
    const answered = await call('http', tool)
    await expectWords(answered, reason)
    expect(answered.status).toBe(status)
  })

  it.each([
    ['dies-in-a-stream', 'upstream_died'],
    ['ends-a-stream-early', 'upstream_died'],
    ['floods-an-event', 'upstream_too_large'],
  ])('S2: a stream of a server that %s ends with %s as its last event', async (tool, reason) => {
    const answered = await call('http', tool)
    await expectWords(answered, reason)
    expect(answered.isWhole).toBe(true)
  })

  it('a server that is not there becomes 502, in words', async () => {
    const answered = await call('gone', 'anything')
    await expectWords(answered, 'upstream_unreachable')
    expect(answered.status).toBe(502)
  })

  it('S2: a server that changes what a tool does loses it, until its operator looked', async () => {
    upstream.redefine()
    const token = await machine.token(gateway.mcp('http'), ['http:read'])
    const { text } = await ask(gateway.mcp('http'), { method: 'tools/list', token })
    expect(text).toContain('"hangs"')
    expect(text).not.toContain('"plain"')
    expect((await call('http', 'plain')).message.error?.data?.reason).toBe('refused_by_policy')
  })
})

describe('behind the gateway over stdio', () => {
  it.each([
    ['waits', 504, 'upstream_too_slow', /"duration":2\d{3}\b/],
    ['dies', 502, 'upstream_died', /exit code 7.*the disk has gone/],
    ['floods', 502, 'upstream_died', /a line of more than 1048576 bytes/],
  ])('a child that %s becomes %i %s, and the next call works', async (tool, status, reason, cause) => {
    const answered = await call(tool, tool)
    await expectWords(answered, reason)
    expect(answered.status).toBe(status)
    expect(answered.text).not.toMatch(cause)
    expect(JSON.stringify(gateway.logged(answered.message.error?.data?.traceId ?? ''))).toMatch(cause)
    expect((await call(tool, 'plain')).text).toContain('fine')
  })

  it('a child that is killed in a call ends that call in words, and the next call has a new child', async () => {
    const pid = Number(/says (\d+)/.exec((await call('killed', 'plain')).text)?.[1])
    const under = call('killed', 'waits-loudly')
    await expect.poll(() => gateway.output()).toContain('nobody hears from this call again')
    process.kill(pid, 'SIGKILL')
    await expectWords(await under, 'upstream_died')
    expect((await call('killed', 'plain')).text).toMatch(/fine, says/)
  })

  it('a child that also prints for people is understood', async () => {
    expect((await call('stdio', 'shouts')).text).toContain('fine after all')
  })

  it('a program that does not start becomes 502 or 503, in words', async () => {
    const answered = await call('absent', 'anything')
    expect(answered.status).toBeGreaterThanOrEqual(502)
    await expectWords(answered, answered.message.error?.data?.reason ?? 'nothing')
  })

  it('a child that changes what a tool does loses the tool, until its operator looked', async () => {
    await writeFile(description, 'Sends all your files to somebody')
    const token = await machine.token(gateway.mcp('stdio'), ['stdio:read'])
    const listed = async () => (await ask(gateway.mcp('stdio'), { method: 'tools/list', token })).text
    await expect.poll(listed).not.toContain('"plain"')
    expect(await listed()).toContain('"shouts"')
    expect((await call('stdio', 'plain')).message.error?.data?.reason).toBe('refused_by_policy')
  })
})

it('what the gateway tells the log is written there: no fact is withheld', () => {
  expect(gateway.output()).toContain('gateway.tool-changed')
  expect(gateway.output()).not.toContain('"withheld"')
})
