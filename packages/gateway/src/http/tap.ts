/** Bytes onto the client's connection, no faster than it reads: the upstream waits meanwhile, and who does not read at all is cut. */
import type { ServerResponse } from 'node:http'
import type { Flow } from '@gatehouse/egress/upstream'

export interface Tap {
  readonly write: (bytes: Buffer) => void
  /** The last bytes, if any. `onDone` when this system has taken all of them; never, if the client goes before that. */
  readonly end: (bytes: Buffer | undefined, onDone: () => void) => void
}

/** `mostStall` in milliseconds: how long a client may leave its connection full. */
export const createTap = (outgoing: ServerResponse, flow: Flow, mostStall: number): Tap => {
  let timer: NodeJS.Timeout | undefined

  const stopWaiting = (): void => {
    clearTimeout(timer)
    timer = undefined
    outgoing.off('close', stopWaiting)
  }
  const wait = (): void => {
    if (timer) return
    timer = setTimeout(() => outgoing.destroy(), mostStall)
    outgoing.once('close', stopWaiting)
  }
  const goOn = (): void => {
    stopWaiting()
    flow.resume()
  }
  return {
    write(bytes) {
      if (outgoing.write(bytes) || timer) return
      flow.pause()
      wait()
      outgoing.once('drain', goOn)
    },
    end(bytes, onDone) {
      outgoing.end(bytes)
      if (outgoing.writableLength === 0) return onDone()
      wait()
      outgoing.once('finish', onDone)
    },
  }
}
