/** One keep-alive connection of the load: bytes out, one answer in. Knows just enough of HTTP/1.1 to cost little. RFC 9112 §6 */
import { connect, type Socket } from 'node:net'

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

/** Milliseconds: a server that takes longer is not measured but broken. */
const longestAnswer = 30_000

interface Waiting {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

export const openConnection = async (port: number): Promise<Connection> => {
  let waiting: Waiting | undefined
  const settle = (end: (one: Waiting) => void): void => {
    const one = waiting
    waiting = undefined
    if (one) end(one)
  }
  const hearing: Hearing = {
    answer: (answer) => settle(({ resolve }) => resolve(answer)),
    fail: (error) => settle(({ reject }) => reject(error)),
  }
  let socket = await open(port, hearing)
  return {
    async send(request) {
      // Servers close what was quiet for a while: the turn of the others is such a while.
      if (socket.readyState !== 'open') socket = await open(port, hearing)
      return await new Promise((resolve, reject) => {
        waiting = { resolve, reject }
        socket.write(request, 'latin1')
      })
    },
    close: () => socket.destroy(),
  }
}

interface Hearing {
  readonly answer: (answer: Answer) => void
  readonly fail: (error: Error) => void
}

const open = async (port: number, { answer, fail }: Hearing): Promise<Socket> => {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let received = ''
  socket.on('data', (bytes: Buffer) => {
    received += bytes.toString('latin1')
    const whole = readAnswer(received)
    if (!whole) return
    received = ''
    answer(whole)
  })
  socket.on('error', fail)
  // Both ways at once: a connection that is half closed is no connection.
  socket.on('end', () => socket.destroy())
  socket.on('close', () => fail(new Error('the server closed the connection')))
  socket.setTimeout(longestAnswer, () => socket.destroy(new Error('the server said nothing for too long')))
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve)
    socket.once('error', reject)
  })
  return socket
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
