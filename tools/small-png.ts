// Makes a screenshot small: a PNG of 8-bit RGB(A) in, the same picture with a palette of at most 256 colours out. PNG (ISO/IEC 15948) §5, §9, §11
import { crc32, deflateSync, inflateSync } from 'node:zlib'

interface Picture {
  readonly width: number
  readonly height: number
  /** One number a pixel: 0xrrggbb. */
  readonly pixels: Uint32Array
}

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

export const smallPng = (file: Buffer): Buffer => {
  const { width, height, pixels } = decode(file)
  const counts = new Map<number, number>()
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1)
  const palette = [...counts]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 256)
    .map(([colour]) => colour)
  const indexOf = nearestIn(palette)
  const rows = Buffer.alloc(height * (width + 1))
  pixels.forEach((pixel, at) => rows.writeUInt8(indexOf(pixel), at + Math.floor(at / width) + 1))
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const entries = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', entries),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const nearestIn = (palette: readonly number[]): ((colour: number) => number) => {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  return (colour) => {
    const index = known.get(colour) ?? nearest(palette, colour)
    known.set(colour, index)
    return index
  }
}

const nearest = (palette: readonly number[], colour: number): number => {
  const distances = palette.map((candidate) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((candidate >> shift) & 255) - ((colour >> shift) & 255)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

const chunk = (type: string, body: Buffer): Buffer => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
  length.writeUInt32BE(body.length)
  sum.writeUInt32BE(crc32(named))
  return Buffer.concat([length, named, sum])
}

const decode = (file: Buffer): Picture => {
  const parts: Buffer[] = []
  for (let at = 8; at < file.length; at += 12 + file.readUInt32BE(at)) {
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT')
      parts.push(file.subarray(at + 8, at + 8 + file.readUInt32BE(at)))
  }
  const [width, height] = [file.readUInt32BE(16), file.readUInt32BE(20)]
  const [depth, type, interlaced] = [file.readUInt8(24), file.readUInt8(25), file.readUInt8(28)]
  const step = type === 2 ? 3 : 4
  if (depth !== 8 || (type !== 2 && type !== 6) || interlaced !== 0)
    throw new Error('only plain 8-bit RGB or RGBA pictures')
  const bytes = unfiltered(inflateSync(Buffer.concat(parts)), width * step, step)
  const pixels = Uint32Array.from({ length: width * height }, (_, at) => bytes.readUIntBE(at * step, 3))
  return { width, height, pixels }
}

const unfiltered = (raw: Buffer, stride: number, step: number): Buffer => {
  const bytes = Buffer.alloc((raw.length / (stride + 1)) * stride)
  bytes.forEach((_, to) => {
    const row = Math.floor(to / stride)
    const left = to % stride >= step ? (bytes[to - step] ?? 0) : 0
    const up = bytes[to - stride] ?? 0
    const corner = to % stride >= step ? (bytes[to - stride - step] ?? 0) : 0
    const guesses = [0, left, up, (left + up) >> 1, paeth(left, up, corner)]
    bytes[to] = (raw[to + row + 1] ?? 0) + (guesses[raw[row * (stride + 1)] ?? 0] ?? 0)
  })
  return bytes
}

const paeth = (left: number, up: number, corner: number): number => {
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
