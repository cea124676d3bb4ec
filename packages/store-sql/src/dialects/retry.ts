/** Another process holds the lock: three more tries, then StoreUnavailable. V6 */
import { setTimeout as pause } from 'node:timers/promises'
import { isBusy, toPortError } from './sqlite-errors.ts'

/** SQLite itself waits for a lock this long, and the process with it. */
export const LOCK_WAIT_MS = 500
const PAUSES_MS: readonly number[] = [10, 50, 200]

/** `act` is all or nothing: a try that failed left nothing behind. */
export const withRetries = async <Result>(act: () => Result, pauses = PAUSES_MS): Promise<Result> => {
  try {
    return act()
  } catch (error) {
    const [next, ...rest] = pauses
    if (next === undefined || !isBusy(error)) throw toPortError(error)
    await pause(next)
    return withRetries(act, rest)
  }
}
