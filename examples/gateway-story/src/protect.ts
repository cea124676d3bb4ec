/** `gatehouse protect` as a process on a data directory of its own, and clients that come with a token: people would get theirs by signing in. */
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'

const gatehouse = fileURLToPath(new URL('../../../packages/cli/bin/gatehouse.js', import.meta.url))

export interface Protected {
  /** What clients are given. */
  url(server: string): string
  /** A client that may do what these scopes cover. */
  connect(server: string, ...scopes: readonly string[]): Promise<Client>
  /** Resolves once the log says so. */
  hears(event: string): Promise<void>
  stop(): Promise<void>
}

/** `words`: as they would be typed behind `gatehouse protect`. */
export const protect = async (...words: readonly string[]): Promise<Protected> => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'gatehouse-example-'))
  const env = {
    ...process.env,
    GATEHOUSE_DATA_DIR: dataDirectory,
    GATEHOUSE_LOG_FORMAT: 'json',
    // Instead of the setup link that a person would open.
    GATEHOUSE_BOOTSTRAP_USER: 'alice',
    GATEHOUSE_BOOTSTRAP_PASSWORD: 'a lamp in every window',
  }
  const run = [...process.execArgv, gatehouse]
  const child = spawn(process.execPath, [...run, 'protect', '--port', '0', ...words], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let log = ''
  const listeners = new Set<() => void>()
  child.stderr.on('data', (text: Buffer) => {
    log += text.toString()
    listeners.forEach((look) => look())
  })
  const hears = (event: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => void (log.includes(`"event":"${event}"`) && resolve())
      listeners.add(look)
      child.once('exit', () => reject(new Error(log)))
      look()
    })
  await hears('server.started')
  const issuer = /"issuer":"([^"]+)"/.exec(log)?.[1] ?? ''
  const url = (server: string): string => `${issuer}/mcp/${server}`

  const tokenFor = async (resource: string, scopes: readonly string[]): Promise<string> => {
    const access = scopes.flatMap((scope) => ['--access', scope])
    const add = ['clients', 'add', '--json', '--name', 'Example', '--grant', 'client_credentials', ...access]
    const made = JSON.parse(execFileSync(process.execPath, [...run, ...add], { env, encoding: 'utf8' })) as Made
    const authorization = `Basic ${Buffer.from(`${made.client.id}:${made.secret}`).toString('base64')}`
    const body = new URLSearchParams({ grant_type: 'client_credentials', resource, scope: scopes.join(' ') })
    const response = await fetch(`${issuer}/token`, { method: 'POST', headers: { authorization }, body })
    const answer = (await response.json()) as { readonly access_token?: string }
    if (answer.access_token === undefined) throw new Error(JSON.stringify(answer))
    return answer.access_token
  }

  return {
    url,
    hears,
    async connect(server, ...scopes) {
      const authorization = `Bearer ${await tokenFor(url(server), scopes)}`
      const client = new Client({ name: 'example', version: '1.0.0' }, { versionNegotiation: { mode: 'auto' } })
      await client.connect(
        new StreamableHTTPClientTransport(new URL(url(server)), { requestInit: { headers: { authorization } } }),
      )
      return client
    },
    async stop() {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
      rmSync(dataDirectory, { recursive: true, force: true })
    },
  }
}

interface Made {
  readonly client: { readonly id: string }
  readonly secret: string
}
