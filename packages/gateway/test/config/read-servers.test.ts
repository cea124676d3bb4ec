/** Files of servers: those that people have already, ours beside them, and everything that is wrong said at once. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readServers } from '../../src/config/read-servers.ts'

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-servers-'))
afterAll(() => rmSync(folder, { recursive: true }))

const searchPath = dirname(process.execPath)
const readText = (text: string, environment: Readonly<Record<string, string>> = {}) =>
  readServers({ path: join(folder, 'servers.yaml'), text, environment: { PATH: searchPath, ...environment } })
const json = (content: unknown, environment?: Readonly<Record<string, string>>) =>
  readText(JSON.stringify(content), environment)
/** Key, reason and cure of each problem. */
const said = ({ problems }: ReturnType<typeof readServers>) =>
  problems.map(({ key, reason, cure }) => `${key}: ${reason}. ${cure}`)

describe('a file of another client can be used as it is', () => {
  it('of Claude Desktop', () => {
    const { definitions, problems, warnings } = json({
      globalShortcut: 'Ctrl+Space',
      mcpServers: { filesystem: { command: 'node', args: ['server.js', '/srv'], env: { LEVEL: 'debug' } } },
    })
    expect([problems, warnings]).toEqual([[], []])
    expect(definitions).toMatchObject([
      {
        name: 'filesystem',
        title: 'filesystem',
        upstream: {
          kind: 'stdio',
          command: [process.execPath, 'server.js', '/srv'],
          environment: { LEVEL: 'debug' },
          cwd: folder,
        },
      },
    ])
  })

  it('of VS Code, with comments and a comma too many', () => {
    const { definitions, problems } = readText(
      `// What we use
    {
      "inputs": [],
      "servers": {
        /* over https: */
        "notes": { "type": "http", "url": "https://notes.example/mcp", "headers": { "Authorization": "Bearer \${env:KEY}" } },
      }
    }`,
      { KEY: 'k-1' },
    )
    expect(problems).toEqual([])
    expect(definitions[0]?.upstream).toMatchObject({
      url: 'https://notes.example/mcp',
      headers: { authorization: 'Bearer k-1' },
    })
  })

  it('of Cursor, Gemini and Windsurf, which write URLs and variables in other ways', () => {
    const { definitions } = json(
      {
        mcpServers: {
          a: { url: '${BASE:-http://localhost:1}/mcp' },
          b: { httpUrl: 'http://localhost:2/mcp', timeout: 5000, trust: true },
          c: { serverUrl: 'http://localhost:3/mcp' },
        },
      },
      {},
    )
    expect(definitions.map(({ upstream }) => 'url' in upstream && upstream.url)).toEqual([
      'http://localhost:1/mcp',
      'http://localhost:2/mcp',
      'http://localhost:3/mcp',
    ])
  })

  it('and its names become plain, with the old one as the title', () => {
    const { definitions } = json({ mcpServers: { 'Brave Search': { url: 'http://localhost:1/mcp' } } })
    expect(definitions).toMatchObject([{ name: 'brave-search', title: 'Brave Search' }])
  })

  it('leaves out what is switched off, and tells what it does not read', () => {
    const { definitions, warnings } = json({
      mcpServers: {
        on: { url: 'http://localhost:1/mcp', alwaysAllow: ['x'] },
        off: { command: 'no-such-program', disabled: true },
      },
    })
    expect(definitions.map(({ name }) => name)).toEqual(['on'])
    expect(warnings.map(({ key }) => key)).toEqual(['mcpServers.on.alwaysAllow'])
  })

  it('but never opens more than it did there', () => {
    const read = json({ mcpServers: { a: { url: 'http://localhost:1/mcp', disabledTools: ['wipe'] } } })
    expect(read.definitions).toEqual([])
    expect(said(read)).toEqual([
      'mcpServers.a.disabledTools: it is not read here, and more tools would be offered. Write `deny` instead',
    ])
  })
})

describe('our own members', () => {
  it('are all read, in the units of people', () => {
    const { definitions, problems } = readText(String.raw`
mcpServers:
  notes:
    url: http://localhost:3000/mcp
    title: Notes of the team
    scopes: { 'notes:private': Read what is private }
    defaultScopes: [notes:read]
    required: [notes:read]
    allow: ['read_*', write_note]
    deny: [read_secret]
    tools:
      write_note:
        scopes: [notes:write]
        arguments: [{ argument: path, unless: { matches: '^public/' }, scopes: [notes:private] }]
    identity: { audience: 'urn:notes' }
    onToolChange: report
    listing: granted
    limits: { perPerson: 5, maxAnswerBytes: 1000 }
    timeouts: { head: 2m }
`)
    expect(problems).toEqual([])
    expect(definitions).toEqual([
      {
        name: 'notes',
        title: 'Notes of the team',
        upstream: {
          kind: 'http',
          url: 'http://localhost:3000/mcp',
          headers: {},
          timeouts: { connect: 10_000, head: 120_000, silence: 600_000 },
          maxAnswerBytes: 1000,
        },
        policy: {
          defaultScopes: ['notes:read'],
          scopes: { 'notes:private': 'Read what is private' },
          required: ['notes:read'],
          allow: ['read_*', 'write_note'],
          deny: ['read_secret'],
          tools: {
            write_note: {
              scopes: ['notes:write'],
              arguments: [{ argument: 'path', unless: { matches: /^public\//u }, scopes: ['notes:private'] }],
            },
          },
          onToolChange: 'report',
          listing: 'granted',
        },
        limits: { perPerson: 5, perServer: 6000, concurrentPerPerson: 20, concurrent: 200, streamsPerPerson: 10 },
        identity: { audience: 'urn:notes' },
      },
    ])
  })

  it('tell who is calling to what runs on this computer, and to nobody else unless it is said', () => {
    const { definitions } = json({
      mcpServers: {
        child: { command: 'node' },
        here: { url: 'http://127.0.0.1:3000/mcp' },
        elsewhere: { url: 'https://notes.example/mcp' },
        lookalike: { url: 'https://localhost.example/mcp' },
        trusted: { url: 'https://notes.example/mcp?key=secret', identity: true },
        mute: { command: 'node', identity: false },
      },
    })
    expect(definitions.map(({ identity }) => identity?.audience)).toEqual([
      'child',
      'http://127.0.0.1:3000/mcp',
      undefined,
      undefined,
      'https://notes.example/mcp',
      undefined,
    ])
  })
})

describe('secrets stand elsewhere', () => {
  it('in files and in the environment, also in a part of a value', () => {
    writeFileSync(join(folder, 'token'), 'from-a-file\n')
    const { definitions } = json(
      { mcpServers: { a: { command: 'node', args: ['${env:WORD}!'], env: { TOKEN: 'x-${file:token}' } } } },
      { WORD: '$&${env:NO}' },
    )
    expect(definitions[0]?.upstream).toMatchObject({
      command: [process.execPath, '$&${env:NO}!'],
      environment: { TOKEN: 'x-from-a-file' },
    })
  })

  it('and one that is not there is a problem, which quotes no secret', () => {
    const read = json(
      {
        mcpServers: {
          a: { url: 'http://localhost:1/mcp', headers: { 'X-Key': '${env:KEY}' } },
          b: { command: 'node', args: ['${file:nowhere}', '${input:key}', '${}'] },
          c: { url: 'http://localhost:1/mcp', headers: { Authorization: '${env:BAD}' } },
          d: { url: 'https:/me:${env:WORD}@notes.example/mcp?key=${env:WORD}' },
        },
      },
      { BAD: 'secret\nline', WORD: 'secret' },
    )
    expect(said(read)).toEqual([
      'mcpServers.a.headers.X-Key: the environment variable KEY is not set. Set KEY before the start',
      `mcpServers.b.args.0: ${join(folder, 'nowhere')} does not exist. Mend the path; it is relative to the file that names it`,
      'mcpServers.b.args.1: ${input:key} means nothing here. Nobody is asked: write ${env:NAME} or ${file:path} instead',
      'mcpServers.b.args.2: ${} means nothing here. Write ${env:NAME} or ${file:path}',
      'mcpServers.c.headers.authorization: its value is not one line of ASCII. Look for a line end in it',
      'mcpServers.d.url: it is no http or https URL. Write for example http://localhost:3000/mcp',
    ])
  })

  it('never in a rule: what may be done is said in the file itself', () => {
    expect(
      said(json({ mcpServers: { a: { url: 'http://localhost:1/mcp', required: ['${env:X}'] } } }, { X: 'a:read' })),
    ).toEqual([
      'mcpServers.a.required.0: there is no scope ${env:X}. Use one of a:read, a:write, a:admin; a file can declare others as its scopes',
    ])
  })
})
