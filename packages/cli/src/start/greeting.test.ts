/** What a start prints, and what it pastes. */
import { describe, expect, it } from 'vitest'
import { greeting, type Started } from './greeting.ts'
import { snippets } from './snippets.ts'

const started: Started = {
  version: '0.1.0',
  issuer: 'http://localhost:4646',
  dataDirectory: '/data',
  servers: [{ name: 'files', title: 'Demo files', url: 'http://localhost:4646/mcp/files' }],
  setupLink: 'http://localhost:4646/setup?link=x',
  linkLifetime: 86_400,
  isFirst: true,
}
const lineFor = (client: string, url: string): string =>
  snippets({ name: 'files', url }).find((snippet) => snippet.client === client)?.line ?? ''

describe('the greeting', () => {
  it('has no colour codes unless a terminal wants them', () => {
    expect(greeting(started, false)).not.toContain('\u001b')
    expect(greeting(started, true)).toContain('\u001b[36mhttp://localhost:4646/setup?link=x\u001b[0m')
  })

  it('has the line of the setup link as the only place of its secret', () => {
    expect(greeting(started, false).split('link=x')).toHaveLength(2)
  })

  it('is brief once everybody knows the way', () => {
    const text = greeting({ ...started, setupLink: undefined, isFirst: false }, false)
    expect(text).toBe(
      '\n  Gatehouse 0.1.0\n\n  Issuer      http://localhost:4646\n  MCP server  http://localhost:4646/mcp/files   Demo files\n  Data        /data\n\n',
    )
  })

  it('shows the tools by what they need, in lines that fit, and what is not as it should be', () => {
    const tools = Array.from({ length: 6 }, (_, index) => `a_tool_with_a_long_name_${index}`)
    const remarks = ['1 tool is kept back']
    const [server] = started.servers
    const rows = [{ needs: 'files:read', tools }]
    const servers = server ? [{ ...server, tools: rows, remarks }] : []
    const lines = greeting({ ...started, servers }, false)
      .split('\n')
      .slice(4, 10)
    expect(lines).toEqual([
      '  MCP server  http://localhost:4646/mcp/files   Demo files',
      '              files:read         a_tool_with_a_long_name_0, a_tool_with_a_long_name_1,',
      '                                 a_tool_with_a_long_name_2, a_tool_with_a_long_name_3,',
      '                                 a_tool_with_a_long_name_4, a_tool_with_a_long_name_5',
      '              1 tool is kept back',
      '  Data        /data',
    ])
  })

  it.each([
    [3600, '1 hour'],
    [86_400, '24 hours'],
    [600, '10 minutes'],
  ])('says %i seconds as people do', (linkLifetime, words) => {
    expect(greeting({ ...started, linkLifetime }, false)).toContain(`for ${words})`)
  })
})

describe('the lines for clients', () => {
  it('send hosts in the cloud to a public address only', () => {
    for (const client of ['claude.ai', 'ChatGPT']) {
      expect(lineFor(client, 'https://a.example/mcp')).toContain('https://a.example/mcp')
      for (const url of [
        'http://localhost:1/mcp',
        'https://localhost/mcp',
        'https://127.0.0.1/mcp',
        'http://a.example/mcp',
      ]) {
        expect(lineFor(client, url)).toContain('needs a public https address')
      }
    }
  })

  it('survive a shell, whatever the URL holds', () => {
    expect(lineFor('Claude Code', 'https://a.example/mcp?x=1&y=$(id)')).toBe(
      "claude mcp add --transport http files 'https://a.example/mcp?x=1&y=$(id)'",
    )
    expect(lineFor('Codex', "https://a.example/it's")).toContain(`'https://a.example/it'\\''s'`)
  })

  it('hold JSON that can be read', () => {
    const url = 'https://a.example/mcp'
    expect(JSON.parse(lineFor('any other', url))).toEqual({ mcpServers: { files: { type: 'http', url } } })
    const json = /^code --add-mcp '(.*)'$/.exec(lineFor('VS Code', url))?.[1] ?? ''
    expect(JSON.parse(json)).toEqual({ name: 'files', type: 'http', url })
    const link = new URL(lineFor('Cursor', url))
    expect(JSON.parse(Buffer.from(link.searchParams.get('config') ?? '', 'base64').toString())).toEqual({ url })
  })
})
