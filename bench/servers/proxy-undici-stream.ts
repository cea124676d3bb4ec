/** The same by undici's `stream`, as its documentation shows it: what most people would write. */
import { createServer } from 'node:http'
import { Agent } from 'undici'
import { withoutHop } from './hop-headers.ts'

const { PORT, UPSTREAM = '' } = process.env
const agent = new Agent({ connections: 256, pipelining: 1, bodyTimeout: 0 })

const server = createServer((incoming, outgoing) => {
  const { method = 'GET', url: path = '/' } = incoming
  const left = new AbortController()
  outgoing.once('close', () => left.abort())
  const body = method === 'POST' ? incoming : null
  const asked = { origin: UPSTREAM, path, method, headers: withoutHop(incoming.headers), body, signal: left.signal }
  agent
    .stream(asked, ({ statusCode, headers }) => {
      outgoing.writeHead(statusCode, withoutHop(headers))
      if (headers['content-type'] === 'text/event-stream') outgoing.flushHeaders()
      return outgoing
    })
    .catch(() => outgoing.destroy())
})
server.listen(Number(PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
