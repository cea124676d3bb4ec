/** Bytes become lines: chunks in, whole lines out, each copied at most once. A line that is too long is told, never kept. */

export interface LineSplitter {
  readonly take: (chunk: Buffer) => void
  /** What stands after the last line end: a line that nobody finished. */
  readonly rest: () => Buffer
}

interface SplitNeeds {
  readonly maxBytes: number
  /** Without its line end, `\n` or `\r\n`; never an empty one. */
  readonly onLine: (line: Buffer) => void
  /** Once for each line that is too long: its beginning. The remainder of it is passed over. */
  readonly onTooLong: (beginning: Buffer) => void
}

const lineFeed = 10
const carriageReturn = 13

export const splitLines = ({ maxBytes, onLine, onTooLong }: SplitNeeds): LineSplitter => {
  // Joined only when the line is whole: to join at each chunk would copy a long line again and again.
  let pieces: Buffer[] = []
  let length = 0
  let isPassingOver = false

  const keep = (piece: Buffer): void => {
    if (isPassingOver) return
    pieces.push(piece)
    length += piece.length
    if (length <= maxBytes) return
    const beginning = Buffer.concat(pieces, Math.min(length, maxBytes))
    forget()
    isPassingOver = true
    onTooLong(beginning)
  }
  const forget = (): void => {
    pieces = []
    length = 0
  }
  const finish = (piece: Buffer): void => {
    keep(piece)
    const line = pieces.length === 1 ? pieces[0] : Buffer.concat(pieces, length)
    const isWhole = !isPassingOver
    forget()
    isPassingOver = false
    if (!isWhole || !line) return
    const end = line.at(-1) === carriageReturn ? line.length - 1 : line.length
    if (end > 0) onLine(end === line.length ? line : line.subarray(0, end))
  }

  return {
    take(chunk) {
      let from = 0
      for (let to = chunk.indexOf(lineFeed); to !== -1; to = chunk.indexOf(lineFeed, from)) {
        finish(chunk.subarray(from, to))
        from = to + 1
      }
      if (from < chunk.length) keep(chunk.subarray(from))
    },
    rest: () => Buffer.concat(pieces, length),
  }
}
