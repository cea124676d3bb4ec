/** The official everything server, over stdio: tools, prompts, resources and progress come through, and what nobody shall call is not there. */
import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { protect } from '@gatehouse/gateway-story'

const server = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js'))

// What you would type: gatehouse protect --deny get-env -- npx -y @modelcontextprotocol/server-everything
const gate = await protect('--name', 'everything', '--deny', 'get-env', '--', process.execPath, server)
assert.equal((await fetch(gate.url('everything'), { method: 'POST', body: '{}' })).status, 401)

const client = await gate.connect('everything', 'everything:read', 'everything:write')
const tools = (await client.listTools()).tools.map(({ name }) => name)
assert.ok(tools.includes('echo'), tools.join(' '))
// It would show the environment of its process.
assert.ok(!tools.includes('get-env'), tools.join(' '))
await assert.rejects(client.callTool({ name: 'get-env', arguments: {} }))

assert.match(JSON.stringify(await client.callTool({ name: 'echo', arguments: { message: 'hello' } })), /hello/)
assert.ok((await client.listPrompts()).prompts.length > 0)
assert.ok((await client.listResources()).resources.length > 0)

await client.close()
await gate.stop()
process.stdout.write(
  'everything: a stranger was sent away; tools, prompts and resources came through, but for one that is denied\n',
)
