/** Clients that hold an event stream each, and what they heard: from whom, and how long after it was said. */
import { request, type IncomingMessage } from 'node:http'

export interface Reader {
  isOver: boolean
  leave(): void
}

export interface Heard {
  /** In milliseconds. */
  readonly delays: number[]
  /** Words of another server. */
  strays: number
}

/** What a server says to the reader of its stream, and when. */
export const wordsOf = (server: string): string => `${server} ${performance.now()}`

const words = /"data":"(\w+) ([\d.]+)"/g

export interface Stream {
  readonly server: string
  readonly url: string
  readonly token: string
}

export const openStream = ({ server, url, token }: Stream, heard: Heard): Promise<Reader> =>
  new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, accept: 'text/event-stream' }
    const asking = request(url, { headers, agent: false })
    asking.on('error', reject)
    asking.on('response', (answer) => {
      if (answer.statusCode !== 200) return reject(new Error(`${url} answered ${answer.statusCode}`))
      const reader: Reader = { isOver: false, leave: () => answer.destroy() }
      listen(answer, server, heard)
      answer.on('close', () => (reader.isOver = true))
      return resolve(reader)
    })
    asking.end()
  })

const listen = (answer: IncomingMessage, server: string, heard: Heard): void => {
  answer.on('error', () => undefined)
  answer.on('data', (piece: Buffer) => {
    const now = performance.now()
    for (const [, from, at] of piece.toString().matchAll(words)) {
      heard.delays.push(now - Number(at))
      if (from !== server) heard.strays += 1
    }
  })
}
