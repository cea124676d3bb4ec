/** Waits for the signal that ends the process. The next one does not wait for anybody. */
import { constants } from 'node:os'

/** Not SIGHUP: `nohup` means it to be ignored. */
const signals = ['SIGINT', 'SIGTERM'] as const

/** Resolves with the name of the first signal. */
export const untilToldToStop = (): Promise<NodeJS.Signals> =>
  new Promise((resolve) => {
    let isTold = false
    const hear = (signal: NodeJS.Signals): void => {
      if (isTold) process.exit(128 + constants.signals[signal])
      isTold = true
      resolve(signal)
    }
    for (const signal of signals) process.on(signal, hear)
  })
