/** One keep-alive connection of the load: bytes out, one answer in. Knows just enough of HTTP/1.1 to cost little. RFC 9112 §6 */
import { connect } from 'node:net'

export interface Answer {
  readonly status: number
  /** Status line and fields, as sent. */
  readonly head: string
  readonly body: string
}

export interface Connection {
  /** One at a time. */
  send(request: string): Promise<Answer>
  close(): void
}

export const openConnection = async (port: number): Promise<Connection> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  let waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: Error) => void } | undefined
  const fail = (error: Error): void => {
    waiting?.reject(error)
    waiting = undefined
  }
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('latin1')
    const answer = readAnswer(received)
    if (!answer) return
    received = ''
    waiting?.resolve(answer)
  })
  socket.on('error', fail)
  socket.on('close', () => fail(new Error('the server closed the connection')))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request, 'latin1')
      }),
    close: () => socket.destroy(),
  }
}

/** undefined until it is whole. */
const readAnswer = (received: string): Answer | undefined => {
  const end = received.indexOf('\r\n\r\n')
  if (end < 0) return undefined
  const head = received.slice(0, end)
  const status = Number(head.slice(9, 12))
  const rest = received.slice(end + 4)
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) return rest.length >= Number(length) ? { status, head, body: rest } : undefined
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return { status, head, body: rest }
  return rest.endsWith('0\r\n\r\n') ? { status, head, body: unchunked(rest) } : undefined
}

const unchunked = (rest: string): string => {
  let body = ''
  let at = 0
  for (;;) {
    const line = rest.indexOf('\r\n', at)
    const size = Number.parseInt(rest.slice(at, line), 16)
    if (!size) return body
    body += rest.slice(line + 2, line + 2 + size)
    at = line + 2 + size + 2
  }
}
