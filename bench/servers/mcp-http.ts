/**
 * The small MCP server behind every door over HTTP: one tool that answers at once, and event streams on which something happens every few
 * milliseconds. `/mcp` and `/numbered`, whose events have ids. As little work as can be, because none of it is what is measured.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { smallAnswer } from './small-mcp.ts'

const port = Number(process.env['PORT'])
/** Milliseconds between two events of one stream. */
const interval = 5
const padding = 'x'.repeat(90)

const streams = { plain: new Set<ServerResponse>(), numbered: new Set<ServerResponse>() }
let events = 0

const answer = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  let text = ''
  incoming.setEncoding('utf8')
  incoming.on('data', (piece: string) => (text += piece))
  incoming.on('end', () => {
    const message = smallAnswer(text)
    if (message === undefined) return outgoing.writeHead(202, { 'Content-Length': 0 }).end()
    return outgoing
      .writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(message) })
      .end(message)
  })
}

const openStream = (kind: keyof typeof streams, outgoing: ServerResponse): void => {
  outgoing.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  outgoing.flushHeaders()
  streams[kind].add(outgoing)
  outgoing.once('close', () => streams[kind].delete(outgoing))
}

const emit = (): void => {
  const sent = (performance.timeOrigin + performance.now()).toFixed(3)
  const params = `{"level":"info","data":{"sent":${sent},"padding":"${padding}"}}`
  const text = `data: {"jsonrpc":"2.0","method":"notifications/message","params":${params}}\n\n`
  for (const stream of streams.plain) stream.write(`event: message\n${text}`)
  for (const stream of streams.numbered) stream.write(`event: message\nid: evt-${(events += 1)}\n${text}`)
}

const server = createServer((incoming, outgoing) => {
  if (incoming.method === 'POST') return answer(incoming, outgoing)
  if (incoming.url === '/up') return outgoing.writeHead(200, { 'Content-Length': 0 }).end()
  return openStream(incoming.url === '/numbered' ? 'numbered' : 'plain', outgoing)
})
server.listen(port, '127.0.0.1')
setInterval(emit, interval)
process.once('SIGTERM', () => process.exit(0))
