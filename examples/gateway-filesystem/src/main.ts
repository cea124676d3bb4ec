/** The official filesystem server, over stdio, knows no OAuth: behind `gatehouse protect` it is for those who may, and for what they may. */
import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { protect } from '@gatehouse/gateway-story'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'notes-')))
const note = join(folder, 'note.txt')
writeFileSync(note, 'a lamp in every window')
const server = fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-filesystem/dist/index.js'))

// What you would type: gatehouse protect -- npx -y @modelcontextprotocol/server-filesystem <folder>
const gate = await protect('--name', 'filesystem', '--', process.execPath, server, folder)

const stranger = await fetch(gate.url('filesystem'), { method: 'POST', body: '{}' })
assert.equal(stranger.status, 401)

const reader = await gate.connect('filesystem', 'filesystem:read')
const read = await reader.callTool({ name: 'read_text_file', arguments: { path: note } })
assert.match(JSON.stringify(read), /a lamp in every window/)
// The server says that writing is destructive, so it needs more than reading: the gateway refuses, and the file stays.
const overwrite = { name: 'write_file', arguments: { path: note, content: 'dark' } }
await assert.rejects(reader.callTool(overwrite))
assert.equal(readFileSync(note, 'utf8'), 'a lamp in every window')

const admin = await gate.connect('filesystem', 'filesystem:admin')
await admin.callTool(overwrite)
assert.equal(readFileSync(note, 'utf8'), 'dark')

await Promise.all([reader.close(), admin.close()])
await gate.stop()
rmSync(folder, { recursive: true })
process.stdout.write('filesystem: a stranger was sent away, a reader read, and only who may overwrite overwrote\n')
