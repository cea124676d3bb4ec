/** The least code that hands on and streams, by undici: the floor of our door over HTTP. Checks nothing, strips nothing: nobody should run this. */
import { createServer } from 'node:http'
import { Agent, type Dispatcher } from 'undici'
import { withoutHop } from './hop-headers.ts'

const { PORT, UPSTREAM = '' } = process.env
const agent = new Agent({ connections: 256, pipelining: 1, bodyTimeout: 0 })

const server = createServer((incoming, outgoing) => {
  const { method = 'GET', url: path = '/' } = incoming
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: (controller) => void outgoing.once('close', () => controller.abort(new Error('the client left'))),
    onResponseStart(controller, status, headers) {
      outgoing.on('drain', () => controller.resume())
      outgoing.writeHead(status, withoutHop(headers))
      if (headers['content-type'] === 'text/event-stream') outgoing.flushHeaders()
    },
    onResponseData(controller, piece) {
      if (!outgoing.write(piece)) controller.pause()
    },
    onResponseEnd: () => void outgoing.end(),
    onResponseError: () => void outgoing.destroy(),
  }
  const body = method === 'POST' ? incoming : null
  agent.dispatch({ origin: UPSTREAM, path, method, headers: withoutHop(incoming.headers), body }, handler)
})
server.listen(Number(PORT), '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
