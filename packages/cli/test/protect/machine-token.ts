/** A program's own token for one protected server, got as an operator would: registered by command, asked for at the token endpoint. */
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { run } from '../../src/run.ts'
import type { Protecting } from './protect-process.ts'

/** What the command says. Throws what it complains of. */
export const operate = async (folder: string, words: readonly string[]): Promise<string> => {
  let said = ''
  const hear = (text: string): void => {
    said += text
  }
  const code = await run(words, {
    environment: { GATEHOUSE_DATA_DIR: join(folder, 'data') },
    workingDirectory: folder,
    input: Readable.from([]),
    say: hear,
    complain: hear,
    hasColours: false,
    isWatched: false,
  })
  if (code !== 0) throw new Error(said)
  return said
}

/** `resource`: `notes` for a server of this process, or the whole URL of another. */
export const machineToken = async (
  { folder, url }: Pick<Protecting, 'folder' | 'url'>,
  resource: string,
  scopes: readonly string[],
): Promise<string> => {
  const access = scopes.flatMap((scope) => ['--access', scope])
  const words = ['clients', 'add', '--json', '--name', 'Test', '--grant', 'client_credentials', ...access]
  const { client, secret } = JSON.parse(await operate(folder, words)) as {
    readonly client: { readonly id: string }
    readonly secret: string
  }
  const response = await fetch(`${url}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${client.id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: new URL(resource, `${url}/mcp/`).href,
      scope: scopes.join(' '),
    }),
  })
  const answer = (await response.json()) as { readonly access_token?: string }
  if (answer.access_token === undefined) throw new Error(JSON.stringify(answer))
  return answer.access_token
}

/** One call on the stateless wire. */
export const callTool = async (endpoint: string, token: string, tool: string): Promise<Response> =>
  await fetch(endpoint, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      'mcp-protocol-version': '2026-07-28',
      'mcp-method': 'tools/call',
      'mcp-name': tool,
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'tools/call',
      params: {
        name: tool,
        arguments: {},
        _meta: {
          'io.modelcontextprotocol/protocolVersion': '2026-07-28',
          'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' },
          'io.modelcontextprotocol/clientCapabilities': {},
        },
      },
    }),
  })
