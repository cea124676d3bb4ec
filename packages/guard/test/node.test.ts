import { createServer, type IncomingMessage, request as send, type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, it } from 'vitest'
import { requireCaller } from '../src/index.ts'
import { protect } from '../src/adapters/node.ts'
import { createSigner, goodClaims, issuer, localIssuer, resource, sign, start } from './local-issuer.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const listen = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  closers.push(() => server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

const guarded = async (options = {}) => {
  const signer = await createSigner()
  const guard = protect({
    resource,
    issuer,
    scopes: ['notes:read'],
    fetch: localIssuer([signer.jwk]).fetch,
    now: () => start + 10,
    ...options,
  })
  const port = await listen((request, response) => {
    guard(request, response, () => {
      const { subject } = requireCaller(request as { caller?: unknown })
      response.end(JSON.stringify({ subject, body: (request as { body?: unknown }).body ?? null }))
    })
  })
  return { port, token: await sign(signer, goodClaims()) }
}

const ask = async (port: number, headers: string[], body?: string) => {
  const request = send({ port, host: '127.0.0.1', path: '/mcp', method: 'POST', headers, setDefaultHeaders: false })
  request.end(body)
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  return { status: response.statusCode, headers: response.headers, body: await text(response) }
}

const host = ['Host', 'notes.example']

it('admits a caller, and the body is still unread where no rule needs it', async () => {
  const { port, token } = await guarded()
  const answer = await ask(port, [...host, 'Authorization', `Bearer ${token}`, 'Origin', 'https://app.example'])
  expect(answer).toMatchObject({ status: 200, body: '{"subject":"usr_alice","body":null}' })
  expect(answer.headers['access-control-allow-origin']).toBe('*')
})

it('hands on the message that a rule made it read', async () => {
  const { port, token } = await guarded({ tools: { wipe: ['notes:admin'] } })
  const headers = [...host, 'Authorization', `Bearer ${token}`, 'Content-Type', 'application/json']
  const listing = '{"jsonrpc":"2.0","id":1,"method":"tools/list"}'
  expect((await ask(port, [...headers, 'Content-Length', '46'], listing)).body).toContain('"method":"tools/list"')
  const wiping = '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"wipe"}}'
  const answer = await ask(port, [...headers, 'Transfer-Encoding', 'chunked'], wiping)
  expect(answer.status).toBe(403)
  expect(answer.headers['www-authenticate']).toContain('scope="notes:read notes:admin"')
})

it('R14: a second Authorization field, which Node would hide, is refused', async () => {
  const { port, token } = await guarded()
  const twice = ['Authorization', `Bearer ${token}`, 'AUTHORIZATION', 'Bearer other']
  expect((await ask(port, [...host, ...twice])).status).toBe(400)
})

it('answers without a token as the standard says', async () => {
  const { port } = await guarded()
  const answer = await ask(port, host)
  expect(answer.status).toBe(401)
  expect(answer.headers['www-authenticate']).toContain('resource_metadata="https://notes.example/.well-known/')
})
