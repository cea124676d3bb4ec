/** `gatehouse protect` as a process: a program behind it is called by who may, and by nobody else. */
import { afterEach, describe, expect, it } from 'vitest'
import { callTool, machineToken } from './machine-token.ts'
import { startProtect, type Protecting } from './protect-process.ts'

let protecting: Protecting | undefined
afterEach(() => protecting?.stop())

const command = ['--', process.execPath, 'notes-server.mjs']

describe('gatehouse protect -- <command>', () => {
  it('lets in whoever has a token, with what it covers, and tells the program who it is', async () => {
    protecting = await startProtect(['--port', '0', '--env', 'NOTES_WORD', ...command], undefined, {
      NOTES_WORD: 'sesame',
    })
    const endpoint = `${protecting.url}/mcp/notes`
    expect(protecting.printed()).toContain(`${endpoint}   notes`)

    const reader = await machineToken(protecting, 'notes', ['notes:read'])
    const read = await callTool(endpoint, reader, 'read_note')
    expect(read.status).toBe(200)
    const text = await read.text()
    expect(text).toContain('sesame')
    expect(text).toContain('gatehouse')

    expect((await callTool(endpoint, 'x', 'read_note')).status).toBe(401)
    const refused = await callTool(endpoint, reader, 'wipe_notes')
    expect(refused.status).toBe(403)
    expect(refused.headers.get('www-authenticate')).toContain('notes:admin')
    expect((await fetch(`${protecting.url}/mcp/other`, { method: 'POST' })).status).toBe(404)
    expect(await protecting.stop()).toBe(0)
  })

  it('keeps the program as it was when it is told to say nothing about who calls', async () => {
    protecting = await startProtect(['--port', '0', '--identity', 'false', ...command])
    const token = await machineToken(protecting, 'notes', ['notes:read'])
    const response = await callTool(`${protecting.url}/mcp/notes`, token, 'read_note')
    expect(await response.text()).not.toContain('gatehouse')
  })

  it('says once, and on the terminal only, that a secret stands on the command line', async () => {
    protecting = await startProtect(['--port', '0', '--env', 'API_KEY=abc', ...command])
    expect(protecting.said()).toContain('--env API_KEY: its value stands on the command line')
    expect(protecting.said()).not.toContain('abc')
  })
})
