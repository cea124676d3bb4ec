/** Many waits of one length and a single timer: who began first is due first, so nobody looks at more than the head. */

export interface Deadlines<Item> {
  /** Begins, or begins again. */
  readonly start: (item: Item) => void
  readonly stop: (item: Item) => void
  readonly close: () => void
}

export interface DeadlinesNeeds<Item> {
  /** In milliseconds. */
  readonly span: number
  readonly now: () => number
  readonly onDue: (item: Item) => void
}

export const createDeadlines = <Item>({ span, now, onDue }: DeadlinesNeeds<Item>): Deadlines<Item> => {
  const waiting = new Map<Item, number>()
  let timer: NodeJS.Timeout | undefined

  const look = (): void => {
    timer = undefined
    for (const [item, due] of waiting) {
      const left = due - now()
      if (left > 0) return arm(left)
      waiting.delete(item)
      onDue(item)
    }
  }
  const arm = (wait: number): void => {
    timer = setTimeout(look, Math.ceil(wait))
    timer.unref()
  }
  return {
    start(item) {
      // A map keeps the order of what was added last.
      waiting.delete(item)
      waiting.set(item, now() + span)
      if (!timer) arm(span)
    },
    stop: (item) => void waiting.delete(item),
    close() {
      waiting.clear()
      clearTimeout(timer)
    },
  }
}
