/** What the guard's pages show can be pasted: each program runs as it stands there, but for its port and issuer, refuses as promised and lets alice in. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type StandInIssuer, freePort, startIssuer } from '../src/index.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const read = (path: string): string => readFileSync(`${root}/${path}`, 'utf8')
const blocksIn = (page: string, language: string): readonly string[] =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code)

const readme = read('packages/guard/README.md')
const guide = read('docs/guide/guard/adapters.md')
const isProgram = (code: string): boolean => code.includes('3000')

const [firstScreen = ''] = blocksIn(readme, 'ts')
const programs = blocksIn(guide, 'ts')
  .filter(isProgram)
  .map((code) => [
    /@gatehouse\/guard[\w/-]*/.exec(code.split('\n').findLast((line) => line.startsWith('import')) ?? '')?.[0],
    code,
  ])

let issuer: StandInIssuer
const children: ChildProcess[] = []
beforeAll(async () => {
  issuer = await startIssuer()
})
afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  issuer.close()
})

/** Its port, once it answers there. */
const start = async (code: string): Promise<number> => {
  const port = await freePort()
  const own = code.replaceAll('3000', `${port}`).replaceAll('http://localhost:4646', issuer.url)
  const words = ['--conditions=gatehouse:source', '--input-type=module-typescript', '--eval', own]
  const child = spawn(process.execPath, words, { cwd: `${root}/conformance`, stdio: ['ignore', 'ignore', 'pipe'] })
  children.push(child)
  let said = ''
  child.stderr.on('data', (text: Buffer) => (said += text.toString()))
  for (let tries = 0; tries < 200 && child.exitCode === null; tries += 1) {
    if (await isUp(port)) return port
    await Promise.race([once(child, 'exit'), new Promise((resolve) => setTimeout(resolve, 50))])
  }
  throw new Error(`the program does not answer: ${said}`)
}

const isUp = async (port: number): Promise<boolean> =>
  fetch(`http://localhost:${port}/mcp`).then(
    () => true,
    () => false,
  )

const whoami = (port: number, token: string) =>
  fetch(`http://localhost:${port}/mcp`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
    },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"whoami","arguments":{}}}',
  })

describe('the first screen of the README', () => {
  it('runs, and answers as the page says', async () => {
    const [promised = ''] = blocksIn(readme, 'console')
    const challenge = /^www-authenticate: (.*)$/m.exec(promised)?.[1] ?? 'nothing'
    const port = await start(firstScreen)
    const refusal = await fetch(`http://localhost:${port}/mcp`)
    expect([refusal.status, refusal.headers.get('www-authenticate')]).toEqual([
      401,
      challenge.replaceAll('3000', `${port}`),
    ])
    const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge)?.[1]?.replace('3000', `${port}`) ?? ''
    expect(await (await fetch(metadataUrl)).json()).toMatchObject({ authorization_servers: [issuer.url] })
    const token = await issuer.token(`http://localhost:${port}/mcp`, 'notes:read')
    expect(await (await whoami(port, token)).json()).toEqual({ hello: 'alice' })
  })
})

describe('the page about adapters', () => {
  it('shows five programs', () => expect(programs).toHaveLength(5))

  it.each(programs)('%s', async (_, code = '') => {
    const port = await start(code)
    expect((await fetch(`http://localhost:${port}/mcp`)).status).toBe(401)
    const answer = await whoami(port, await issuer.token(`http://localhost:${port}/mcp`, 'notes:read'))
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('alice')])
  })
})
