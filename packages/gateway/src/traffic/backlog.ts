/** Rows that wait to be written, never more than `most`: the oldest go first, and are counted. */

export interface Backlog<Row> {
  readonly add: (row: Row) => void
  readonly take: (count: number) => readonly Row[]
  /** Those that could not be written after all: in front again. */
  readonly putBack: (rows: readonly Row[]) => void
  readonly size: () => number
  /** How many went since this was asked before. */
  readonly dropped: () => number
}

export const createBacklog = <Row>(most: number): Backlog<Row> => {
  let rows: Row[] = []
  let gone = 0
  const keepNewest = (): void => {
    const over = rows.length - most
    if (over > 0) gone += rows.splice(0, over).length
  }
  return {
    add(row) {
      rows.push(row)
      keepNewest()
    },
    take: (count) => rows.splice(0, count),
    putBack(unwritten) {
      rows = [...unwritten, ...rows]
      keepNewest()
    },
    size: () => rows.length,
    dropped() {
      const told = gone
      gone = 0
      return told
    },
  }
}
