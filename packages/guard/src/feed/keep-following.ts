/** What goes on between two calls: a question every two seconds, or a stream. Stops when nobody calls, and never holds the process. */

export interface Background {
  /** Somebody calls: goes on if it had stopped. */
  wake(): void
  /** For good. */
  close(): void
}

/** Milliseconds. */
const pollEvery = 2000
const longestPause = 30_000

/** Neither may reject. */
export const keepPolling = (poll: () => Promise<unknown>, isIdle: () => boolean): Background =>
  keepTurning(
    async () => {
      await poll()
      return pollEvery
    },
    { firstPause: pollEvery, isIdle },
  )

/** `stream` resolves when it has ended, with how long to wait before the next one. */
export const keepStreaming = (
  stream: (signal: AbortSignal) => Promise<number | undefined>,
  isIdle: () => boolean,
): Background => {
  const closing = new AbortController()
  const turn = async (): Promise<number> => {
    const wish = await stream(closing.signal).catch(() => undefined)
    // Spread, because a server that restarts ends everybody's stream at once.
    return Math.min(wish ?? pollEvery, longestPause) * (0.5 + Math.random())
  }
  const turning = keepTurning(turn, { firstPause: 0, isIdle })
  return {
    wake: () => turning.wake(),
    close() {
      turning.close()
      closing.abort()
    },
  }
}

interface Pace {
  /** The call that wakes it has just asked by itself, or has not. */
  readonly firstPause: number
  readonly isIdle: () => boolean
}

const keepTurning = (turn: () => Promise<number>, { firstPause, isIdle }: Pace): Background => {
  let isOn = false
  let isClosed = false
  const next = (pause: number): void => {
    isOn = inBackground(work, pause)
  }
  const work = async (): Promise<void> => {
    isOn = !isClosed && !isIdle()
    if (isOn) next(await turn())
  }
  return {
    wake() {
      if (!isOn && !isClosed) next(firstPause)
    },
    close() {
      isClosed = true
    },
  }
}

/** false on a runtime without one (Workers, browsers): there a timer would outlive its request, or hold what it should not. */
const inBackground = (work: () => Promise<void>, pause: number): boolean => {
  const timer: unknown = setTimeout(() => void work(), pause)
  const canLetGo = isTimerOfNode(timer)
  if (canLetGo) timer.unref()
  else clearTimeout(timer as number) // what it is everywhere else
  return canLetGo
}

const isTimerOfNode = (timer: unknown): timer is { unref(): unknown } =>
  typeof timer === 'object' && timer !== null && 'unref' in timer && typeof timer.unref === 'function'
