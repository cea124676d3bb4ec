/** A program without a person, registered by the operator's command: tokens for one server of an installation, with exactly the scopes that a test wants. RFC 6749 §4.4 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Program } from './program.ts'

export const gatehouse = fileURLToPath(new URL('../../../packages/cli/bin/gatehouse.js', import.meta.url))

export interface Machine {
  token(resource: string, scopes: readonly string[]): Promise<string>
  revoke(token: string): Promise<void>
}

interface Registered {
  readonly client: { readonly id: string }
  readonly secret: string
}

/** `access`: the most that it may ever ask for. */
export const registerMachine = async (program: Program, access: readonly string[]): Promise<Machine> => {
  const words = ['clients', 'add', '--name', 'A machine', '--grant', 'client_credentials', '--json']
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--conditions=gatehouse:source', gatehouse, ...words, ...access.flatMap((scope) => ['--access', scope])],
    { env: { ...process.env, GATEHOUSE_DATA_DIR: program.dataDirectory }, timeout: 30_000 },
  )
  const { client, secret } = JSON.parse(stdout) as Registered
  const post = async (path: string, form: Readonly<Record<string, string>>): Promise<Response> => {
    const headers = { authorization: `Basic ${btoa(`${client.id}:${secret}`)}` }
    const answer = await fetch(`${program.issuer}${path}`, { method: 'POST', headers, body: new URLSearchParams(form) })
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
    return answer
  }
  return {
    async token(resource, scopes) {
      const answer = await post('/token', { grant_type: 'client_credentials', resource, scope: scopes.join(' ') })
      return ((await answer.json()) as { access_token: string }).access_token
    },
    revoke: async (token) => void (await post('/revoke', { token })),
  }
}
