/** Our gateway as a process of its own, its authorization server elsewhere: what `gatehouse protect --issuer` puts together, with limits that no load reaches. */
import { createServer } from 'node:http'
import { createGateway, type ServerDefinition } from '@gatehouse/gateway'
import { createLog } from '@gatehouse/server/log'

const { PORT, ISSUER = '', SERVERS = '[]', DATA = '' } = process.env
const publicOrigin = `http://localhost:${PORT}`
const definitions = JSON.parse(SERVERS) as readonly ServerDefinition[]
const leaving = new AbortController()

const gateway = await createGateway({
  publicOrigin,
  allowedHosts: [],
  dataDirectory: DATA,
  environment: process.env,
  record: undefined,
  meter: undefined,
  guard: {
    issuer: ISSUER,
    checkAtStart: false,
    isOnlyResource: false,
    revocation: { hasEnded: () => false },
    fetch: (url, init) => fetch(url, init),
  },
  register: async ({ path }) => publicOrigin + path,
  handleSecret: new Uint8Array(32).fill(7),
  identitySecret: new Uint8Array(32).fill(9),
  log: createLog({ level: 'info', format: 'json', write: (line) => process.stdout.write(line) }),
  nowMs: Date.now,
  leaving: leaving.signal,
})
await gateway.apply(definitions)

let calls = 0
const server = createServer((incoming, outgoing) => {
  const path = (incoming.url ?? '').split('?', 1)[0] ?? ''
  if (gateway.routeOf(path) === undefined) return outgoing.writeHead(404).end()
  return gateway.serve(incoming, outgoing, {
    traceId: `trc_${(calls += 1)}`,
    source: '127.0.0.1',
    address: '127.0.0.1',
  })
})
server.listen(Number(PORT), '127.0.0.1')
process.once('SIGTERM', () => {
  leaving.abort()
  void gateway.close().then(() => process.exit(0))
  setTimeout(() => process.exit(0), 1000).unref()
})
