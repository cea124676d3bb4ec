/** Bytes become lines: chunks in, whole lines out, copied once or twice at most. A line that is too long is told, never kept. */
import { createPieces } from '../pieces.ts'

export interface LineSplitter {
  readonly take: (chunk: Buffer) => void
  /** What stands after the last line end, a line that nobody finished: handed over, so once only. */
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
  // Joined when the line is whole: to join at each chunk would copy a long line again and again.
  const pieces = createPieces()
  let isPassingOver = false

  const keep = (piece: Buffer): void => {
    if (isPassingOver) return
    pieces.add(piece)
    if (pieces.length() <= maxBytes) return
    isPassingOver = true
    onTooLong(pieces.take().subarray(0, maxBytes))
  }
  const finish = (piece: Buffer): void => {
    keep(piece)
    const line = pieces.take()
    // Nothing of a line that is passed over is in it.
    isPassingOver = false
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
    rest: pieces.take,
  }
}
