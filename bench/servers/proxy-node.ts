/** The same by node:http alone: a request that is piped there, an answer that is piped back. */
import { Agent, createServer, request } from 'node:http'
import { withoutHop } from './hop-headers.ts'

const { PORT, UPSTREAM = '' } = process.env
const agent = new Agent({ keepAlive: true })
const { hostname: host, port } = new URL(UPSTREAM)

const server = createServer((incoming, outgoing) => {
  const { method = 'GET', url: path = '/' } = incoming
  const onward = request({ host, port, method, path, agent, headers: withoutHop(incoming.headers) }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, withoutHop(answer.headers))
    if (answer.headers['content-type'] === 'text/event-stream') outgoing.flushHeaders()
    answer.pipe(outgoing)
  })
  onward.on('error', () => outgoing.destroy())
  outgoing.once('close', () => onward.destroy())
  incoming.pipe(onward)
})
server.listen(Number(PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
