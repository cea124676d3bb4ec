/** Whether a value that somebody handed over is an instant: whole seconds since 1970. */

/** Milliseconds, taken for seconds, would never end: from here on they are recognised (in seconds it is the year 5138). */
const noMoreSeconds = 1e11

export const isInstant = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value < noMoreSeconds
