/** The doctor at somebody's URL: an MCP server with one fault at a time, and whatever it names as its authorization server. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { beforeEach, describe, expect, it } from 'vitest'
import { examineUrl } from '../src/doctor/examine-url.ts'
import { askFrom } from '../src/doctor/outside/ask.ts'
import { checkPlain } from '../src/doctor/outside/check-tls.ts'
import { about, furnished, useDoctor, wrong } from './doctor-world.ts'

const { start, stop, serve, look } = useDoctor()

/** What a guarded MCP server answers; each test makes one thing of it wrong. */
interface McpServer {
  readonly knock: number
  readonly head: number
  readonly challenge: (hasToken: boolean) => string | undefined
  readonly document: Readonly<Record<string, unknown>> | undefined
  readonly wellKnown: boolean
  readonly options: number
}

let issuer: string
let url: string
let server: McpServer

const answer = ({ method, url: path = '', headers }: IncomingMessage, response: ServerResponse): void => {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-expose-headers', 'WWW-Authenticate')
  response.setHeader('access-control-allow-headers', 'authorization, content-type, mcp-protocol-version')
  if (path.startsWith('/.well-known/oauth-protected-resource/mcp') || path === '/metadata') {
    const isThere = server.document && (server.wellKnown || path === '/metadata')
    response.writeHead(isThere ? 200 : 404).end(JSON.stringify(server.document))
  } else if (path !== '/mcp') response.writeHead(404).end()
  else if (method === 'OPTIONS') response.writeHead(server.options).end()
  else {
    const challenge = server.challenge(headers.authorization !== undefined)
    if (challenge !== undefined) response.setHeader('www-authenticate', challenge)
    if (server.knock === 307) response.setHeader('location', '/mcp/')
    response.writeHead(method === 'HEAD' ? server.head : server.knock).end()
  }
}

beforeEach(async () => {
  ;({
    config: { publicUrl: issuer },
  } = await start(furnished))
  const found = await serve(answer)
  url = `http://127.0.0.1:${found.port}/mcp`
  const metadata = `http://127.0.0.1:${found.port}/.well-known/oauth-protected-resource/mcp`
  server = {
    knock: 401,
    head: 401,
    challenge: (hasToken) => `Bearer ${hasToken ? 'error="invalid_token", ' : ''}resource_metadata="${metadata}"`,
    document: { resource: url, authorization_servers: [issuer] },
    wellKnown: true,
    options: 204,
  }
})

const freePort = async (): Promise<number> => {
  const found = await serve(() => undefined)
  found.server.close()
  return found.port
}

const faulty = async (fault: Partial<McpServer>): Promise<string> => {
  server = { ...server, ...fault }
  return about('MCP server', await examineUrl(url))
}

describe('an MCP server that anybody may name', () => {
  it('is followed to its authorization server, and nothing is wrong with both', async () => {
    const findings = await examineUrl(url)
    expect(wrong(findings)).toEqual([])
    expect(about('MCP server', findings)).toContain(`${url} challenges, and says where to sign in`)
    expect(about('metadata', findings)).toContain(issuer)
  })

  it('is told what hinders every client: a redirect, an error, no challenge', async () => {
    expect(await faulty({ knock: 307 })).toMatch(
      /POST .*\/mcp redirects to \/mcp\/ -> Register and tell people http.*\/mcp\//,
    )
    expect(await faulty({ knock: 403 })).toMatch(/POST .* gets status 403 instead of 401/)
    expect(await faulty({ knock: 200 })).toMatch(/answers without a token -> Put a guard before it/)
  })

  it('is told what its challenge lacks, also where only some requests get one', async () => {
    expect(await faulty({ challenge: () => undefined })).toMatch(
      /^the 401 of .* comes without a Bearer challenge[^\n]*$/,
    )
    expect(await faulty({ challenge: () => 'Bearer error="invalid_token"' })).toMatch(/has no resource_metadata/)
  })

  it('is told that HEAD, OPTIONS or Authorization do not come through', async () => {
    expect(await faulty({ head: 405 })).toMatch(/^HEAD .* gets status 405 -> Answer HEAD without a token like POST/)
    expect(await faulty({ head: 401, options: 401 })).toMatch(/^scripts of other origins may not ask/)
    const { challenge } = server
    expect(await faulty({ options: 204, challenge: () => challenge(false) })).toMatch(
      /does not say invalid_token to a token that is none \(status 401\) -> Let the proxy pass Authorization/,
    )
  })

  it('is told what is wrong with its metadata: gone, another name, nobody to sign in at, offline_access', async () => {
    expect(await faulty({ document: undefined })).toMatch(/there is no resource metadata at .* \(status 404\)/)
    const document = { resource: url, authorization_servers: [issuer] }
    expect(await faulty({ document: { ...document, resource: `${url}/` } })).toMatch(
      /names the resource "http.*\/mcp\/", not/,
    )
    expect(await faulty({ document: { resource: url } })).toMatch(/sends people to no authorization server/)
    expect(await faulty({ document: { ...document, scopes_supported: ['offline_access'] } })).toMatch(
      /lists offline_access/,
    )
    expect(await faulty({ document: { ...document, authorization_servers: ['nowhere'] } })).toMatch(
      /"nowhere" .* is no URL/,
    )
    const elsewhere = url.replace(/mcp$/, 'metadata')
    expect(
      await faulty({
        document,
        wellKnown: false,
        challenge: () => `Bearer error="x", resource_metadata="${elsewhere}"`,
      }),
    ).toMatch(/only where the challenge says/)
  })

  it('and the authorization server that it names may be silent', async () => {
    const nobody = `http://127.0.0.1:${await freePort()}`
    server = { ...server, document: { resource: url, authorization_servers: [nobody] } }
    expect(about('metadata', await examineUrl(url))).toMatch(/nobody answered \(nothing listens there\)/)
  })
})

describe('an authorization server that anybody may name', () => {
  it('is found by its issuer, also with a slash too many', async () => {
    for (const typed of [issuer, `${issuer}/`]) {
      const findings = await examineUrl(typed)
      expect(wrong(findings)).toEqual([])
      expect(about('metadata', findings)).toContain(issuer)
    }
  })

  it('is told that its http side serves people, too', async () => {
    const asked = await askFrom(issuer)
    expect(await checkPlain(asked, `${issuer}/.well-known/oauth-authorization-server`)).toMatchObject({ level: 'warn' })
    const redirect = await serve((_, response) => response.writeHead(301, { location: 'https://a.example/' }).end())
    expect(await checkPlain(asked, `http://127.0.0.1:${redirect.port}/`)).toBeUndefined()
    expect(await checkPlain(asked, `http://127.0.0.1:${await freePort()}/`)).toBeUndefined()
  })
})

it('looks at every MCP server that an installation guards, for its own issuer', async () => {
  const scopes = [{ name: 'r', description: 'Read' }]
  const document = { resource: url, authorization_servers: ['https://other.example'] }
  await stop()
  const again = await serve(answer)
  const own = `http://127.0.0.1:${again.port}/mcp`
  server = { ...server, challenge: () => undefined, document: { ...document, resource: own } }
  const servers = [
    { name: 'there', url: own, scopes, accessTokenLifetime: '5m' },
    { name: 'gone', url: `http://127.0.0.1:${await freePort()}/mcp`, scopes },
  ]
  const { port } = await start({ ...furnished, GATEHOUSE_SERVERS: JSON.stringify(servers) })
  const said = about('MCP server', await look({ PORT: String(port) }))
  expect(said).toMatch(/sends people to https:\/\/other\.example, not to http:\/\/localhost:\d+ -> Name the issuer/)
  expect(said).toMatch(/127\.0\.0\.1:\d+\/mcp: nobody answered \(nothing listens there\)/)
  expect(said).toMatch(/access tokens for there live 300 seconds -> Give them ten minutes/)
})
