/** What one connection says next, given what it heard last. Takes the work, hands over requests as text. */
import type { Answer } from './connection.ts'
import { anyAddress, anyId, type Ask, type Work } from './work.ts'

export interface Script {
  request(): string
  /** Whether this answer ends an operation. Throws when it is not the right one. */
  read(answer: Answer): boolean
}

interface Place {
  readonly port: number
  /** Which of the connections. */
  readonly index: number
}

export type ScriptedWork = Exclude<Work, { kind: 'lines' | 'events' }>

export const scriptFor = (work: ScriptedWork, { port, index }: Place): Script => {
  if (work.kind === 'asks') return asking(work, port, index)
  if (work.kind === 'calls') return calling(textOf(work.ask, port))
  return work.kind === 'refresh' ? refreshing(work, port, index) : flowing(work, port)
}

const asking = ({ asks, status }: Extract<Work, { kind: 'asks' }>, port: number, index: number): Script => {
  const texts = asks.map((ask) => textOf(ask, port))
  let turn = Math.floor((index * texts.length) / 64)
  return {
    request: () => addressed(texts[turn++ % texts.length] ?? ''),
    read: (answer) => {
      if (answer.status !== status) throw wrong(answer)
      return true
    },
  }
}

const refreshing = ({ ask, tokens }: Extract<Work, { kind: 'refresh' }>, port: number, index: number): Script => {
  let token = tokens[index] ?? ''
  return {
    request: () => textOf({ ...ask, body: `${ask.body ?? ''}&refresh_token=${token}` }, port),
    read(answer) {
      const next = /"refresh_token":"([^"]+)"/.exec(answer.body)?.[1]
      if (answer.status !== 200 || next === undefined || next === token) throw wrong(answer)
      token = next
      return true
    },
  }
}

const flowing = ({ authorize, redeem }: Extract<Work, { kind: 'flow' }>, port: number): Script => {
  const first = textOf(authorize, port)
  let code: string | undefined
  return {
    request: () =>
      addressed(code === undefined ? first : textOf({ ...redeem, body: `${redeem.body ?? ''}&code=${code}` }, port)),
    read(answer) {
      if (code !== undefined) {
        if (answer.status !== 200 || !answer.body.includes('"access_token"')) throw wrong(answer)
        code = undefined
        return true
      }
      code = /\r\nlocation: *[^\r]*[?&]code=([^&\r]+)/i.exec(answer.head)?.[1]
      if (code === undefined) throw wrong(answer)
      return false
    },
  }
}

let called = Number(anyId)

/** `text` holds `anyId` once. */
export const calling = (text: string): Script => {
  const [before = '', after = ''] = text.split(anyId)
  let id = ''
  return {
    request() {
      called += 1
      id = String(called)
      return before + id + after
    },
    read(answer) {
      const isRight = answer.body.includes(`"id":${id}`) && answer.body.includes('"result"')
      if (answer.status !== 200 || !isRight) throw wrong(answer)
      return true
    },
  }
}

const wrong = ({ head, body }: Answer): Error => new Error(`an answer is not the right one: ${head}\n\n${body}`)

export const textOf = ({ method, path, headers = {}, body }: Ask, port: number): string => {
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  const length = body === undefined ? '' : `Content-Length: ${Buffer.byteLength(body)}\r\n`
  return `${method} ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n${fields.join('')}${length}\r\n${body ?? ''}`
}

let asked = 0

const addressed = (text: string): string => {
  if (!text.includes(anyAddress)) return text
  asked = (asked + 1) % 4096
  return text.replace(anyAddress, `10.${asked >> 8}.${asked & 255}.7`)
}
