/** Two servers from one file, each with a door of its own. The file changes while both are in use: nobody who stays is disturbed. */
import assert from 'node:assert/strict'
import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { protect } from '@gatehouse/gateway-story'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'servers-')))
const programOf = (name: string): string =>
  fileURLToPath(import.meta.resolve(`@modelcontextprotocol/server-${name}/dist/index.js`))
const everything = { command: process.execPath, args: [programOf('everything')] }
const filesystem = { command: process.execPath, args: [programOf('filesystem'), folder] }

// The shape that MCP clients keep; with YAML it reads better, with JSON it can be copied from them.
const file = join(folder, 'servers.json')
const declare = (mcpServers: object): void => writeFileSync(file, JSON.stringify({ mcpServers }))
declare({ everything, filesystem })

const gate = await protect('--servers', file)
for (const server of ['everything', 'filesystem']) {
  assert.equal((await fetch(gate.url(server), { method: 'POST', body: '{}' })).status, 401)
}
const inOne = await gate.connect('everything', 'everything:write')
const inOther = await gate.connect('filesystem', 'filesystem:read')
const echo = async (message: string) => JSON.stringify(await inOne.callTool({ name: 'echo', arguments: { message } }))
assert.match(await echo('before'), /before/)
const listed = await inOther.callTool({ name: 'list_directory', arguments: { path: folder } })
assert.match(JSON.stringify(listed), /servers\.json/)

declare({ everything })
await gate.hears('gateway.servers-applied')
assert.match(await echo('after'), /after/)
assert.equal((await fetch(gate.url('filesystem'), { method: 'POST', body: '{}' })).status, 404)

await Promise.all([inOne.close(), inOther.close().catch(() => undefined)])
await gate.stop()
rmSync(folder, { recursive: true })
process.stdout.write('two servers: strangers were sent away from both, one left while the other was in use\n')
