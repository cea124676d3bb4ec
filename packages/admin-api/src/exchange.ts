/** One HTTP exchange over a Unix socket, with an end in time and bytes. */
import { request } from 'node:http'
import type { IncomingMessage } from 'node:http'
import { AdminUnreachable } from './admin-error.ts'

interface Ask {
  readonly method: string
  readonly target: string
  readonly body?: string
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** An Argon2id hash behind a full queue is the slowest answer. */
const patience = 30_000
const largestAnswer = 64 * 1024 * 1024

export const exchange = (socketPath: string, { method, target, body }: Ask): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const fail = (error: unknown): void => reject(unreachable(socketPath, error))
    // Said explicitly: Node sends no length with the body of a DELETE.
    const length =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const outgoing = request({
      socketPath,
      method,
      path: target,
      signal: AbortSignal.timeout(patience),
      headers: { host: 'localhost', accept: 'application/json', ...length },
    })
    outgoing.on('error', fail)
    outgoing.on('response', (response) => {
      textOf(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), fail)
    })
    outgoing.end(body)
  })

const textOf = async (response: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > largestAnswer) throw new Error('the answer is too large')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

const unreachable = (socketPath: string, cause: unknown): AdminUnreachable => {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') {
    return new AdminUnreachable('absent', `no Gatehouse listens on ${socketPath}`, { cause })
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new AdminUnreachable('forbidden', `${socketPath} belongs to another user`, { cause })
  }
  return new AdminUnreachable('broken', `no answer came over ${socketPath}`, { cause })
}
