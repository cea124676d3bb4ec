/**
 * The least code that puts HTTP around a program of lines: one child, an id of ours for each call, the client's put back. Checks nothing,
 * keeps nothing, knows no sessions and no faults: the floor of `gatehouse protect -- command`. Nobody should run this.
 */
import { spawn } from 'node:child_process'
import { createServer, type ServerResponse } from 'node:http'

interface Message {
  id?: number | string
}

const { PORT, COMMAND = '[]' } = process.env
const [program = '', ...argv] = JSON.parse(COMMAND) as readonly string[]
const child = spawn(program, argv, { stdio: ['pipe', 'pipe', 'ignore'] })
const waiting = new Map<number, { readonly id: number | string; readonly outgoing: ServerResponse }>()
let last = 0

const answer = (line: string): void => {
  const message = JSON.parse(line) as Message
  const call = waiting.get(Number(message.id))
  if (!call) return
  waiting.delete(Number(message.id))
  message.id = call.id
  const text = JSON.stringify(message)
  call.outgoing.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
  call.outgoing.end(text)
}

let rest = ''
child.stdout.setEncoding('utf8')
child.stdout.on('data', (piece: string) => {
  const lines = (rest + piece).split('\n')
  rest = lines.pop() ?? ''
  for (const line of lines) answer(line)
})

const hear = (text: string, outgoing: ServerResponse): void => {
  const message = JSON.parse(text) as Message
  if (message.id === undefined) outgoing.writeHead(202, { 'Content-Length': 0 }).end()
  else {
    waiting.set((last += 1), { id: message.id, outgoing })
    message.id = last
  }
  child.stdin.write(`${JSON.stringify(message)}\n`)
}

const server = createServer((incoming, outgoing) => {
  if (incoming.method !== 'POST') return outgoing.writeHead(200, { 'Content-Length': 0 }).end()
  let text = ''
  incoming.setEncoding('utf8')
  incoming.on('data', (piece: string) => (text += piece))
  incoming.on('end', () => hear(text, outgoing))
  return undefined
})
server.listen(Number(PORT), '127.0.0.1')
process.once('SIGTERM', () => {
  child.kill()
  process.exit(0)
})
