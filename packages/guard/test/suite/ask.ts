/** A JSON-RPC message to the guarded endpoint and back, as clients of the streamable transport do it: the answer may come as JSON or as an event. */
import type { Opened, Sent } from './adapter.ts'

export const askOver =
  (call: (sent: Sent) => Promise<Response>): Opened['ask'] =>
  async (message, headers = {}) => {
    const response = await call({ headers: { ...jsonHeaders, ...headers }, body: JSON.stringify(message) })
    const text = await response.text()
    return JSON.parse(response.headers.get('content-type')?.startsWith('text/event-stream') ? dataOf(text) : text)
  }

export const jsonHeaders = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

/** Of the last event that holds any. */
const dataOf = (events: string): string =>
  events
    .split(/\r?\n\r?\n/)
    .map((event) => /^data: ?(.+)$/m.exec(event)?.[1] ?? '')
    .findLast((data) => data.startsWith('{') || data.startsWith('[')) ?? 'null'
