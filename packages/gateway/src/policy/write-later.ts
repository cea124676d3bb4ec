/** Writing beside the calls: one write at a time, until nothing new is left; what could not be written is tried again later. */

export interface WriteLater {
  /** Something changed. */
  readonly wake: () => void
  /** Tries again what failed, once it is time. */
  readonly retry: () => void
  readonly isWriting: () => boolean
  /** Resolves when everything was written, or could not be. Never rejects. */
  readonly settled: () => Promise<void>
}

export interface WriteLaterNeeds {
  /** Writes what there is now. Rejects when it cannot. */
  readonly write: () => Promise<void>
  readonly complain: (error: unknown) => void
  readonly nowMs: () => number
}

/** In milliseconds: a full disk is not told at every call. */
const pause = 60_000

export const createWriteLater = ({ write, complain, nowMs }: WriteLaterNeeds): WriteLater => {
  let isDirty = false
  let retryAt = -Infinity
  let writing: Promise<void> | undefined

  const writeAll = async (): Promise<void> => {
    while (isDirty) {
      isDirty = false
      await write()
    }
  }
  const fail = (error: unknown): void => {
    isDirty = true
    retryAt = nowMs() + pause
    complain(error)
  }
  const retry = (): void => {
    if (!isDirty || nowMs() < retryAt) return
    writing ??= writeAll()
      .catch(fail)
      .finally(() => (writing = undefined))
  }

  return {
    wake() {
      isDirty = true
      retry()
    },
    retry,
    isWriting: () => writing !== undefined,
    settled: async () => await writing,
  }
}
