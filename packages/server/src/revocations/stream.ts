/** One event stream: texts go in, an answer comes out that ends when it is told to, or when its reader falls behind. WHATWG HTML §9.2 */

export interface EventStream {
  readonly response: Response
  /** Without effect once it has ended. */
  send(event: string): void
  end(): void
}

/** Events that wait for a slow reader. What it misses it gets when it comes back. */
const mostWaiting = 64

/** `onEnd` is called once, whoever ended it. */
export const openStream = (onEnd: () => void): EventStream => {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const forget = (): void => {
    controller = undefined
    onEnd()
  }
  const end = (): void => {
    controller?.close()
    if (controller) forget()
  }
  const body = new ReadableStream<Uint8Array>(
    {
      start: (opened) => void (controller = opened),
      cancel: forget,
    },
    new CountQueuingStrategy({ highWaterMark: mostWaiting }),
  )
  const headers = { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' }
  return {
    response: new Response(body, { headers }),
    send(event) {
      if (controller && (controller.desiredSize ?? 0) <= 0) end()
      controller?.enqueue(encoder.encode(event))
    },
    end,
  }
}

export const dataEvent = (data: string): string => `data: ${data}\n\n`

/** How long a reader waits before it comes back. */
export const retryEvent = (milliseconds: number): string => `retry: ${milliseconds}\n\n`
