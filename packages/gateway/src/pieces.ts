/** Bytes that come in pieces and are wanted whole: pieces in, one buffer out. However small they are, what is held costs little more than its bytes. */

interface Pieces {
  readonly add: (piece: Buffer) => void
  readonly length: () => number
  /** All of them; from then on there are none. */
  readonly take: () => Buffer
}

/** A piece of one byte costs a hundred, and may keep alive all that came with it: so many are put together. */
const mostLoose = 128
/** So large on the average, they may stay as they are. */
const large = 1024

export const createPieces = (): Pieces => {
  let blocks: Buffer[] = []
  let loose: Buffer[] = []
  let looseLength = 0
  let length = 0

  const gather = (): void => {
    if (looseLength > mostLoose * large) blocks.push(...loose)
    else blocks.push(Buffer.concat(loose, looseLength))
    loose = []
    looseLength = 0
  }
  return {
    add(piece) {
      loose.push(piece)
      looseLength += piece.length
      length += piece.length
      if (loose.length === mostLoose) gather()
    },
    length: () => length,
    take() {
      const all = [...blocks, ...loose]
      const whole = all.length === 1 && all[0] ? all[0] : Buffer.concat(all, length)
      blocks = []
      loose = []
      looseLength = 0
      length = 0
      return whole
    },
  }
}
