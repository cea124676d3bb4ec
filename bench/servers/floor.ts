/**
 * The floor: the least code that does the same job. node:http, one ES256 signature by node:crypto, the same rows into SQLite with group
 * commit. It checks what cannot be left out (secret, token, expiry, PKCE) and nothing else: nobody should run this.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { floorOperations } from './floor-operations.ts'
import { openFloorStore } from './floor-store.ts'

const port = Number(process.env['PORT'])
const issuer = `http://localhost:${port}`
const store = openFloorStore(process.env['DATABASE'] ?? '', process.env['SYNCHRONOUS'] ?? 'normal')
const operations = floorOperations(store, issuer)

const metadata = Buffer.from(
  JSON.stringify({ issuer, token_endpoint: `${issuer}/token`, jwks_uri: `${issuer}/jwks`, padding: 'x'.repeat(2000) }),
)
const jwks = Buffer.from(JSON.stringify({ keys: [operations.publicKey] }))

const answer = (response: ServerResponse, body: Buffer | string, status = 200): void => {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'Content-Length': Buffer.byteLength(body),
  })
  response.end(body)
}

const withBody = (request: IncomingMessage, use: (body: string) => void): void => {
  let body = ''
  request.setEncoding('utf8')
  request.on('data', (text: string) => (body += text))
  request.on('end', () => use(body))
}

const server = createServer((request, response) => {
  const { url = '/', headers } = request
  const send = (made: Promise<object | undefined>, status = 200): void =>
    void made.then((value) => answer(response, JSON.stringify(value ?? { error: 'refused' }), value ? status : 400))
  if (url === '/metadata') return answer(response, metadata)
  if (url === '/jwks') return answer(response, jwks)
  if (url.startsWith('/authorize?')) {
    void operations.authorize(new URLSearchParams(url.slice(11)), headers.cookie ?? '').then((location) => {
      response.writeHead(303, { Location: location, 'Cache-Control': 'no-store', 'Content-Length': 0 })
      response.end()
    })
    return
  }
  withBody(request, (body) => {
    if (url === '/token') return send(operations.token(new URLSearchParams(body), headers.authorization ?? ''))
    if (url === '/register') return send(operations.register(body), 201)
    if (url === '/introspect') {
      return send(operations.introspect(new URLSearchParams(body).get('token') ?? '', headers.authorization ?? ''))
    }
    answer(response, '{}', 404)
  })
})
server.listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
