/** A JSON-RPC message and its answer as clients of the older transport do it: posted to one address, answered on a stream that stays open. One stream for each token. */
import type { Opened, Sent } from './adapter.ts'
import { jsonHeaders } from './ask.ts'

interface Session {
  readonly target: string
  readonly answerTo: (id: unknown) => Promise<unknown>
}

export const askOverEvents = (call: (sent: Sent) => Promise<Response>): Opened['ask'] => {
  const sessions = new Map<string, Promise<Session>>()
  return async (message, headers = {}) => {
    const key = headers['authorization'] ?? ''
    const opening = sessions.get(key) ?? begin(call, headers)
    sessions.set(key, opening)
    const { target, answerTo } = await opening
    const [id] = [message].flat().map((one) => (one as { id?: unknown }).id)
    const answered = answerTo(id)
    const posted = await call({ target, headers: { ...jsonHeaders, ...headers }, body: JSON.stringify(message) })
    if (posted.status !== 202) throw new Error(`posting was answered with ${posted.status}`)
    return await answered
  }
}

const begin = async (call: (sent: Sent) => Promise<Response>, headers: Sent['headers']): Promise<Session> => {
  const { body, status } = await call({ method: 'GET', headers: { ...headers, accept: 'text/event-stream' } })
  if (!body || status !== 200) throw new Error(`the stream was answered with ${status}`)
  const waiting = new Map<unknown, (answer: unknown) => void>()
  const target = await new Promise<string>((learn) => {
    const hear = (event: string): void => {
      const data = /^data: ?(.+)$/m.exec(event)?.[1] ?? ''
      if (event.startsWith('event: endpoint')) return learn(data)
      if (!data.startsWith('{')) return
      const answer = JSON.parse(data) as { id?: unknown }
      waiting.get(answer.id)?.(answer)
    }
    void listen(body, hear)
  })
  return {
    target,
    answerTo: (id) => new Promise((resolve) => void waiting.set(id, resolve)),
  }
}

const listen = async (body: ReadableStream<Uint8Array>, hear: (event: string) => void): Promise<void> => {
  let text = ''
  try {
    for await (const part of body.pipeThrough(new TextDecoderStream())) {
      const events = (text + part).split('\n\n')
      text = events.pop() ?? ''
      events.forEach(hear)
    }
  } catch {
    // The server was closed while we listened.
  }
}
