/** `gatehouse protect --issuer`: a gateway whose authorization server is another process. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { issuerFrom } from '../../src/protect/keep-outwork.ts'
import { callTool, machineToken, operate } from './machine-token.ts'
import { startProtect, type Protecting } from './protect-process.ts'

const running: Protecting[] = []
afterEach(async () => void (await Promise.all(running.splice(0).map((one) => one.stop()))))

const start = async (...words: readonly string[]): Promise<Protecting> => {
  const one = await startProtect(['--port', '0', ...words])
  running.push(one)
  return one
}
const command = ['--', process.execPath, 'notes-server.mjs']

/** As a shell reads the printed lines. */
const wordsOf = (printed: string): readonly string[] => {
  const line = /gatehouse (servers add (?:.*\\\n)*.*)/.exec(printed)?.[1] ?? ''
  return [...line.replaceAll('\\\n', ' ').matchAll(/'([^']*)'|(\S+)/g)].map(
    ([, inQuotes, bare]) => inQuotes ?? bare ?? '',
  )
}

it('believes the tokens of that server only, once it was told of by the printed command, and keeps no database', async () => {
  const house = await start('--name', 'home', ...command)
  const gateway = await start('--issuer', house.url, ...command)
  const origin = /http:\S+(?=\/mcp\/notes)/.exec(gateway.printed())?.[0] ?? ''
  const endpoint = `${origin}/mcp/notes`
  expect(existsSync(join(gateway.folder, 'data', 'gatehouse.db'))).toBe(false)

  const metadata = await fetch(`${origin}/.well-known/oauth-protected-resource/mcp/notes`)
  expect(await metadata.json()).toMatchObject({ resource: endpoint, authorization_servers: [house.url] })
  await operate(house.folder, wordsOf(gateway.printed()))
  const reader = await machineToken(house, endpoint, ['notes:read'])
  expect((await callTool(endpoint, reader, 'read_note')).status).toBe(200)
  expect((await callTool(endpoint, reader, 'wipe_notes')).status).toBe(403)
  const elsewhere = await machineToken(house, 'home', ['home:read'])
  expect((await callTool(endpoint, elsewhere, 'read_note')).status).toBe(401)

  expect((await fetch(`${origin}/ready`)).status).toBe(200)
  expect((await fetch(`${origin}/authorize`)).status).toBe(404)
  await expect(operate(gateway.folder, ['users', 'list'])).rejects.toThrow('ask its authorization server')
})

it.each(['auth.example', 'http://auth.example', 'https://auth.example/?x', 'https://auth.example/#'])(
  'takes %s for no issuer',
  (issuer) => {
    expect(() => issuerFrom(issuer)).toThrow(`--issuer ${issuer}: write the https URL of the authorization server`)
  },
)
