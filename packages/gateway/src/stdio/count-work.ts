/** Whether a child has work, and since when it has none. */

export interface Work {
  /** The returned function gives it back, once. */
  readonly hold: () => () => void
  /** Holds it until the event loop has turned: whoever gets it has time to take it. */
  readonly lend: () => void
  readonly isBusy: () => boolean
  /** When it was last given back. */
  readonly idleSince: () => number
  readonly whenIdle: () => Promise<void>
}

export const countWork = (now: () => number): Work => {
  let held = 0
  let isLent = false
  let idleSince = now()
  let waiting: (() => void)[] = []

  const giveBack = (): void => {
    held -= 1
    idleSince = now()
    if (held > 0) return
    const woken = waiting
    waiting = []
    for (const go of woken) go()
  }
  const hold = (): (() => void) => {
    held += 1
    let isHeld = true
    return () => {
      if (isHeld) giveBack()
      isHeld = false
    }
  }
  return {
    hold,
    lend() {
      if (isLent) return
      isLent = true
      const back = hold()
      setImmediate(() => {
        isLent = false
        back()
      })
    },
    isBusy: () => held > 0,
    idleSince: () => idleSince,
    whenIdle: () => (held === 0 ? Promise.resolve() : new Promise((resolve) => void waiting.push(resolve))),
  }
}
