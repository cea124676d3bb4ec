/** Files of servers with mistakes: each is said with where it stands, why it is one, and what to do. */
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readServers } from '../../src/config/read-servers.ts'

const environment = { PATH: dirname(process.execPath) }
/** Key, reason and cure of each problem. */
const problemsOf = (text: string) => {
  const { definitions, problems } = readServers({ path: '/srv/servers.yaml', text, environment })
  expect(definitions).toEqual([])
  return problems.map(({ key, reason, cure }) => `${key}: ${reason}. ${cure}`)
}

describe('a mistake', () => {
  it.each([
    ['', 'mcpServers: the file declares no servers. Write `mcpServers:`, and below it each server by its name'],
    ['mcpServer: {}', 'mcpServers: the file declares no servers. Write mcpServers instead of mcpServer'],
    [
      'mcpServers: []',
      'mcpServers: the file declares no servers. Write `mcpServers:`, and below it each server by its name',
    ],
    [
      'mcpServers: {}',
      'mcpServers: it holds no server that is switched on. Name one: `notes: { url: http://localhost:3000/mcp }`',
    ],
    ['{', /^the file: it is neither YAML nor JSON: /],
    ['mcpServers: { a: { url: x }, a: { url: y } }', /^the file: it is neither YAML nor JSON: Map keys must be unique/],
    [
      'mcpServers: { a: http://localhost:1/mcp }',
      'mcpServers.a: it holds no members. Say where it is: command (and args), or url',
    ],
    [
      'mcpServers: { a: {} }',
      'mcpServers.a: it has neither a url nor a command. Say where it is: either command (and args), or url',
    ],
    [
      'mcpServers: { a: { url: "http://localhost:1/mcp", command: node } }',
      'mcpServers.a: it has both a url and a command. Say where it is: either command (and args), or url',
    ],
    [
      'mcpServers: { a: { url: localhost:3000 } }',
      'mcpServers.a.url: it is no http or https URL. Write for example http://localhost:3000/mcp',
    ],
    [
      'mcpServers: { a: { url: "https://me:pw@x.example/" } }',
      'mcpServers.a.url: the URL names a user before the host. Write what proves the gateway as a header',
    ],
    [
      'mcpServers: { a: { url: "http://localhost:1/", headers: { Host: x } } }',
      'mcpServers.a.headers.host: the gateway says this header itself. Leave it out',
    ],
    [
      'mcpServers: { a: { url: "http://localhost:1/", type: sse } }',
      'mcpServers.a.type: the older HTTP+SSE transport is not spoken here. Write the URL of its Streamable HTTP endpoint, and type: http',
    ],
    [
      'mcpServers: { a: { url: "http://localhost:1/", alow: [x] } }',
      'mcpServers.a.alow: there is no such member. Did you mean allow?',
    ],
    [
      'mcpServers: { a: { url: "http://localhost:1/", limits: { perPersn: 3 } } }',
      'mcpServers.a.limits.perPersn: there is no such member. Did you mean perPerson?',
    ],
    [
      'mcpServers: { a: { url: "http://localhost:1/", timeouts: { head: 60 } } }',
      'mcpServers.a.timeouts.head: the value needs a unit: s, m, h or d. See timeouts.head in docs/reference/gateway.md',
    ],
    [
      'mcpServers: { a: { url: "http://localhost:1/", perUser: true } }',
      'mcpServers.a.perUser: it is only for servers with a command. Leave it out',
    ],
    [
      'mcpServers: { a: { command: node, timeouts: { head: 1m } } }',
      'mcpServers.a.timeouts.head: it is only for servers with a url. Leave it out',
    ],
    [
      'mcpServers: { a: { command: node, env: { NODE_OPTIONS: x } } }',
      /^mcpServers\.a\.env\.NODE_OPTIONS: .*never handed to a child/,
    ],
    [
      'mcpServers: { a: { command: node, defaultScopes: [read] } }',
      'mcpServers.a.defaultScopes.0: there is no scope read. Did you mean a:read?',
    ],
    [
      'mcpServers: { a: { command: node, tools: { x: { arguments: [{ argument: p, scopes: [a:read] }] } } } }',
      'mcpServers.a.tools.x.arguments.0: the value needs either when or unless. See tools in docs/reference/gateway.md',
    ],
    [
      'mcpServers: { a: { command: node, tools: { x: { arguments: [{ argument: p, scopes: [a:read], unless: {} }] } } } }',
      /says nothing: name equals/,
    ],
    [
      'mcpServers: { a: { command: node, tools: { x: { arguments: [{ argument: p, scopes: [a:read], when: { matches: "(" } }] } } } }',
      /is no regular expression/,
    ],
    [
      'mcpServers: { "Notes": { command: node }, notes: { command: node } }',
      'mcpServers.notes: Notes and notes would both be /mcp/notes. Rename one of them',
    ],
    [
      'mcpServers: { "a_b": { command: node }, "a b": { command: node } }',
      'mcpServers.a b: a_b and a b would both be /mcp/a-b. Rename one of them',
    ],
    ['mcpServers: { "nоtes": { command: node } }', /^mcpServers\.nоtes: its name must be 1 to 32 small letters/],
  ])('in %j is said with where, why and what to do', (text, expected) => {
    const [problem, ...others] = problemsOf(text)
    expect(problem).toMatch(expected)
    expect(others).toEqual([])
  })

  it('is said together with all the others', () => {
    const problems = problemsOf('mcpServers: { a: { url: x, nme: 1, listing: all }, b: { command: nowhere-at-all } }')
    expect(problems.map((line) => line.split(':')[0])).toEqual([
      'mcpServers.a.listing',
      'mcpServers.a.nme',
      'mcpServers.b.command',
    ])
  })

  it('and a file of a billion laughs is refused', () => {
    const lines = Array.from(
      { length: 20 },
      (_, index) => `a${index + 1}: &a${index + 1} [${Array.from({ length: 9 }, () => `*a${index}`).join(',')}]`,
    )
    expect(problemsOf(`a0: &a0 [x]\n${lines.join('\n')}\nmcpServers: {}`)).toEqual([expect.stringContaining('alias')])
  })
})

describe('names of servers', () => {
  it('S10: that could be taken for one another are refused, whatever stands between their letters', () => {
    for (const [one, other] of [
      ['notes', 'note-s'],
      ['My Notes', 'mynotes'],
      ['a-b', 'A.B'],
    ] as const) {
      const text = JSON.stringify({
        mcpServers: Object.fromEntries([one, other].map((name) => [name, { url: 'http://localhost:1/mcp' }])),
      })
      expect(problemsOf(text)).toEqual([expect.stringMatching(/(could be taken for one another|would both be)/)])
    }
  })
})
