/** The feed as a stream: one connection, one signed text an event, until it breaks or falls silent. WHATWG HTML §9.2 */
import type { Fetch } from '../fetch-document.ts'
import { mostBytes } from './fetch-feed.ts'

/** The issuer signs its silence every three seconds: a line that says nothing for so long is dead. */
const longestSilence = 15_000

export interface StreamNeeds {
  readonly fetch: Fetch
  readonly url: string
  /** Ends it from outside. */
  readonly signal: AbortSignal
  /** What it throws ends the stream. */
  readonly onEvent: (data: string) => Promise<void>
}

/** Resolves when the issuer ended it, with how long to wait before coming back, in milliseconds; throws when it broke. */
export const streamFeed = async ({ fetch, url, signal, onEvent }: StreamNeeds): Promise<number | undefined> => {
  const line = listenForSilence(url)
  try {
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream' },
      redirect: 'manual',
      signal: AbortSignal.any([signal, line.signal]),
    })
    if (response.status !== 200 || !response.body)
      throw new Error(`${url} answered ${response.status || 'with a redirect'} instead of a stream`)
    let retry: number | undefined
    for await (const event of eventsOf(response.body)) {
      line.heard()
      retry = event.retry ?? retry
      await (event.data === undefined ? undefined : onEvent(event.data))
    }
    return retry
  } finally {
    line.forget()
  }
}

const listenForSilence = (url: string) => {
  const silence = new AbortController()
  const hangUp = (): void => silence.abort(new Error(`${url} fell silent`))
  let timer = setTimeout(hangUp, longestSilence)
  return {
    signal: silence.signal,
    heard() {
      clearTimeout(timer)
      timer = setTimeout(hangUp, longestSilence)
    },
    forget: () => clearTimeout(timer),
  }
}

interface Event {
  readonly data: string | undefined
  readonly retry: number | undefined
}

/** Ours are of whole lines `data:` and `retry:`; whatever else a stream may hold is passed over. */
async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let waiting = ''
  for await (const chunk of chunksOf(body)) {
    waiting += decoder.decode(chunk, { stream: true })
    const blocks = waiting.split('\n\n')
    waiting = blocks.pop() ?? ''
    yield* blocks.map(eventIn)
    if (waiting.length > mostBytes) throw new Error(`an event is longer than ${mostBytes} bytes`)
  }
}

/** By a reader: not every runtime walks a stream by itself. */
async function* chunksOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader()
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } finally {
    reader.cancel().catch(ignore)
  }
}

const eventIn = (block: string): Event => {
  const retry = /^retry: (\d{1,6})$/m.exec(block)?.[1]
  return { data: /^data: (.*)$/m.exec(block)?.[1], retry: retry === undefined ? undefined : Number(retry) }
}

const ignore = (): void => undefined
