/** Messages become lines on a pipe: what is said in one turn of the event loop leaves in one write. */
import type { Writable } from 'node:stream'

export interface LineWriter {
  /** `false`: full. */
  readonly write: (line: string) => boolean
  readonly whenDrained: () => Promise<void>
  /** What was said still goes out; then the pipe is closed. */
  readonly end: () => void
}

/** In characters: beyond it the writer says that it is full, whatever the pipe may still take. */
const mostWaiting = 262_144

export const writeLines = (pipe: Writable): LineWriter => {
  let outbox = ''
  let isOpen = true
  let waiting: (() => void)[] = []

  const wake = (): void => {
    const woken = waiting
    waiting = []
    for (const go of woken) go()
  }
  const isFull = (): boolean => isOpen && (outbox.length > mostWaiting || pipe.writableNeedDrain)
  const flush = (): void => {
    if (outbox === '' || !isOpen) return
    const lines = outbox
    outbox = ''
    if (pipe.write(lines)) wake()
  }
  pipe.on('drain', wake)

  return {
    write(line) {
      if (!isOpen) return true
      // Until the pipes were looked at: calls that arrive together share one write.
      if (outbox === '') setImmediate(flush)
      outbox += line
      return !isFull()
    },
    whenDrained: () => (isFull() ? new Promise((resolve) => void waiting.push(resolve)) : Promise.resolve()),
    end() {
      flush()
      isOpen = false
      pipe.end()
      wake()
    },
  }
}
