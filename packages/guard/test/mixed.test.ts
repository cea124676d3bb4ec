import { describe, expect, it, vi } from 'vitest'
import { createGuard, type GuardOptions } from '../src/index.ts'
import { issuer, refused, resource, smallWorld, verdict } from './local-issuer.ts'

const call = (name: string, args: Record<string, unknown> = {}, meta?: unknown) => ({
  jsonrpc: '2.0',
  id: 7,
  method: 'tools/call',
  params: { name, arguments: args, ...(meta === undefined ? {} : { _meta: meta }) },
})
const scopeOf = (response: Response) => /scope="([^"]*)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1]

const world = async (options: Partial<GuardOptions>, scope = 'notes:read') => {
  const small = await smallWorld(options)
  const token = await small.token({ scope })
  const post = (body: unknown, headers: Record<string, string> = {}) =>
    small.call(new Request(resource, { method: 'POST', headers, body: JSON.stringify(body) }))
  return {
    ...small,
    post,
    known: (body: unknown, headers = {}) => post(body, { ...headers, authorization: `Bearer ${token}` }),
  }
}

describe('what a call needs by what it says', () => {
  const tools = {
    read_file: { arguments: [{ argument: 'path', unless: { startsWith: 'public/' }, scopes: ['notes:private'] }] },
    delete: {
      scopes: ['notes:write'],
      arguments: [{ argument: 'options.force', when: { equals: true }, scopes: ['notes:admin'] }],
    },
  }

  it('unless: whatever is missing, misspelt or of another type needs the scopes', async () => {
    const { known } = await world({ tools })
    expect((await known(call('read_file', { path: 'public/a.md' }))).status).toBe(200)
    for (const args of [{}, { path: 'private/a.md' }, { Path: 'public/a' }, { path: ['public/'] }, { path: null }]) {
      expect(scopeOf(await known(call('read_file', args)))).toBe('notes:read notes:private')
    }
    expect((await known({ ...call('read_file'), params: { name: 'read_file', arguments: ['public/'] } })).status).toBe(
      403,
    )
  })

  it('when: names all scopes at once', async () => {
    const { known } = await world({ tools })
    expect(scopeOf(await known(call('delete')))).toBe('notes:read notes:write')
    expect(scopeOf(await known(call('delete', { options: { force: true } })))).toBe(
      'notes:read notes:write notes:admin',
    )
  })

  it('names of the language itself are arguments like others', async () => {
    const rule = { arguments: [{ argument: '__proto__.x', when: { present: true }, scopes: ['notes:admin'] }] }
    const { known } = await world({ tools: { t: rule } })
    expect((await known(call('t', { a: 1 }))).status).toBe(200)
  })

  it('a star is every tool without an entry; a method has scopes of its own', async () => {
    const { known } = await world({
      tools: { '*': ['notes:write'], read: [] },
      methods: { 'resources/read': ['notes:files'] },
    })
    expect((await known(call('read'))).status).toBe(200)
    expect(scopeOf(await known(call('anything')))).toBe('notes:read notes:write')
    const reading = { jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'file:///x' } }
    expect(scopeOf(await known(reading))).toBe('notes:read notes:files')
  })

  it.each([
    ['an unknown member', { tools: { t: { scope: ['a'] } } }, /tools\.t\.scope/],
    ['no condition', { tools: { t: { arguments: [{ argument: 'a', scopes: ['b'] }] } } }, /no condition/],
    [
      'a misspelt condition',
      { tools: { t: { arguments: [{ argument: 'a', unless: { startWith: 'x' }, scopes: ['b'] }] } } },
      /no condition/,
    ],
    [
      'an empty condition',
      { tools: { t: { arguments: [{ argument: 'a', when: {}, scopes: ['b'] }] } } },
      /no condition/,
    ],
    ['a tool both open and ruled', { tools: { t: ['a'] }, anonymousTools: ['t'] }, /anonymousTools/],
    ['a mode that is none', { mode: 'open' }, /mode/],
  ])('%s stops the start', (_, options, message) => {
    expect(() => createGuard({ resource, issuer, ...options } as unknown as GuardOptions)).toThrow(message)
  })
})

describe('the headers of the 2026-07-28 wire name the call', () => {
  it('who may not make it is refused before the body has come', async () => {
    const { token, call: send, handled } = await world({ tools: { wipe: ['notes:admin'] } })
    const body = new ReadableStream({ pull: () => new Promise(() => undefined) })
    const headers = {
      authorization: `Bearer ${await token()}`,
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': 'wipe',
    }
    const response = await send(new Request(resource, { method: 'POST', headers, body, duplex: 'half' }))
    expect([response.status, scopeOf(response), handled]).toEqual([403, 'notes:read notes:admin', []])
  })
})

describe('anonymous tools beside protected ones', () => {
  const mixed = { anonymousTools: ['search'], tools: { wipe: ['notes:admin'] } }

  it('without a token: lists, looks, calls the open tool; a protected one is a true 401', async () => {
    const { post, handled, call: send } = await world(mixed)
    for (const method of ['initialize', 'ping', 'server/discover', 'tools/list', 'notifications/initialized']) {
      expect((await post({ jsonrpc: '2.0', id: 1, method })).status).toBe(200)
    }
    expect((await post(call('search'))).status).toBe(200)
    expect((await send(new Request(resource, { method: 'GET' }))).status).toBe(200)
    handled.length = 0
    const response = await post(call('wipe'))
    expect(await verdict(response)).toEqual({ status: 401, error: undefined, pointsHome: true })
    expect(scopeOf(response)).toBe('notes:read notes:admin')
    expect((await post(call('other'))).status).toBe(401)
    expect((await post({ jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'a:b' } })).status).toBe(401)
    expect((await post([call('search'), call('wipe')])).status).toBe(401)
    expect(handled).toEqual([])
  })

  it('a bad token is refused even where none is needed', async () => {
    const { post } = await world(mixed)
    expect(await verdict(await post(call('search'), { authorization: 'Bearer nonsense' }))).toEqual(refused)
  })

  it('an open tool asks no scope of those who are known', async () => {
    const { known } = await world(mixed, 'profile')
    expect((await known(call('search'))).status).toBe(200)
    expect((await known({ jsonrpc: '2.0', id: 1, method: 'tools/list' })).status).toBe(200)
    expect((await known(call('other'))).status).toBe(403)
  })

  it('a client that does not understand a 401 gets the challenge in the result, others never', async () => {
    const { post, known } = await world(mixed)
    const chatgpt = { 'user-agent': 'openai-mcp/1.0.0' }
    const unknown = await post(call('wipe'), chatgpt)
    expect(unknown.status).toBe(200)
    const answer = (await unknown.json()) as {
      id: number
      result: { isError: boolean; _meta: Record<string, string[]> }
    }
    expect(answer).toMatchObject({ id: 7, result: { isError: true } })
    expect(answer.result._meta['mcp/www_authenticate']?.[0]).toContain('resource_metadata=')
    const lacking = await known(call('wipe'), chatgpt)
    expect(JSON.stringify(await lacking.json())).toContain('insufficient_scope')
    expect((await known(call('wipe'))).status).toBe(403)
    const meta = { 'io.modelcontextprotocol/clientInfo': { name: 'ChatGPT', version: '1' } }
    expect((await post(call('wipe', {}, meta))).status).toBe(200)
    expect((await post(call('wipe', {}, { 'io.modelcontextprotocol/clientInfo': { name: 'other' } }))).status).toBe(401)
    expect(await verdict(await post(call('search'), { ...chatgpt, authorization: 'Bearer nonsense' }))).toEqual(refused)
  })
})

describe('modes', () => {
  it('optional: who sends no token passes as nobody, but not where a rule asks for a scope', async () => {
    const { post, handled, known } = await world({ mode: 'optional', tools: { wipe: ['notes:admin'] } })
    expect((await post(call('read'))).status).toBe(200)
    expect(handled).toEqual(['nobody'])
    expect((await post(call('wipe'))).status).toBe(401)
    expect((await known(call('wipe'))).status).toBe(403)
    expect(await verdict(await post(call('read'), { authorization: 'Bearer nonsense' }))).toEqual(refused)
  })

  it('disabled: needs the switch, is loud, and does not start in production unless forced', async () => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const options = { resource, issuer, mode: 'disabled' } as const
    expect(() => createGuard(options)).toThrow(/insecureDisabled/)
    const { post } = await world({ mode: 'disabled', insecureDisabled: true })
    expect((await post(call('anything'))).status).toBe(200)
    expect(said).toHaveBeenCalledOnce()
    vi.stubEnv('NODE_ENV', 'production')
    expect(() => createGuard({ ...options, insecureDisabled: true })).toThrow(/production/)
    expect(() => createGuard({ ...options, insecureDisabled: 'in production' })).not.toThrow()
    vi.unstubAllEnvs()
    said.mockRestore()
  })
})

it('describes its rules', () => {
  const guard = createGuard({
    resource,
    issuer,
    scopes: ['notes:read'],
    methods: { 'resources/read': ['notes:files'] },
    tools: {
      wipe: {
        scopes: ['notes:write'],
        arguments: [{ argument: 'all', unless: { equals: false }, scopes: ['notes:admin'] }],
      },
      '*': ['notes:write'],
    },
    anonymousTools: ['search'],
  })
  expect(guard.describe()).toBe(
    [
      'every call                            notes:read',
      'resources/read                        notes:read notes:files',
      'tools/call wipe                       notes:read notes:write',
      'tools/call wipe, unless all is false  notes:read notes:write notes:admin',
      'tools/call of any other tool          notes:read notes:write',
      'tools/call search                     nothing: open to all',
    ].join('\n'),
  )
})
