/** One clock for all open answers: what has been silent for a while says a word, so that no proxy between takes it for dead. */

/** Returns how to leave. */
export type Heartbeat = (beat: () => void) => () => void

/** In milliseconds; proxies wait a minute as a rule. */
const usual = 15_000

export const createHeartbeat = (every = usual): Heartbeat => {
  const hearts = new Set<() => void>()
  let clock: NodeJS.Timeout | undefined

  /** It stops when it finds nobody, not with each one who leaves: most stay for less than a beat. */
  const strike = (): void => {
    for (const beat of hearts) beat()
    if (hearts.size > 0) return
    clearInterval(clock)
    clock = undefined
  }
  return (beat) => {
    hearts.add(beat)
    clock ??= setInterval(strike, every).unref()
    return () => void hearts.delete(beat)
  }
}
