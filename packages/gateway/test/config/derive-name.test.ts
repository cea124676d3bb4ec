/** What a server is called when nobody says. */
import { expect, it } from 'vitest'
import { nameOfCommand, nameOfUrl } from '../../src/config/derive-name.ts'
import { namePattern } from '../../src/config/server-name.ts'

it.each([
  ['npx -y @modelcontextprotocol/server-filesystem ./notes', 'filesystem'],
  ['npx -y @modelcontextprotocol/server-filesystem@2026.8.31 .', 'filesystem'],
  ['npx @upstash/context7-mcp', 'context7'],
  ['npx -y @stripe/mcp --tools=all', 'stripe'],
  ['uvx mcp-server-fetch', 'fetch'],
  ['uv run mcp-server-git', 'git'],
  ['docker run -i --rm mcp/time:latest', 'time'],
  ['python3 ./weather_server.py', 'weather'],
  ['node /srv/node_modules/@modelcontextprotocol/server-everything/dist/index.js', 'everything'],
  ['./build/Notes', 'notes'],
  [String.raw`C:\tools\issue-tracker.exe`, 'issue-tracker'],
  ['node index.js', 'server'],
  ['./ñandú', 'nandu'],
  ['./服务器', 'server'],
])('%s is %s', (command, name) => {
  expect(nameOfCommand(command.split(' '))).toBe(name)
})

it.each([
  ['http://localhost:3000/mcp', 'server'],
  ['http://localhost:3000/notes/mcp', 'notes'],
  ['https://mcp.linear.app/mcp', 'linear'],
  ['https://api.example.com/v1/mcp', 'example'],
  ['http://127.0.0.1:8080/', 'server'],
  ['http://[::1]:8080/mcp', 'server'],
  ['http://weather:8080/mcp', 'weather'],
])('%s is %s', (url, name) => {
  expect(nameOfUrl(url)).toBe(name)
})

it('is a name whatever the word', () => {
  for (const word of ['-', '@/', '@a/', '..', ' ', 'x'.repeat(99), `${'a-'.repeat(40)}`, '%%%', '@@@', '/']) {
    expect(nameOfCommand([word])).toMatch(namePattern)
  }
})
