// Makes a screenshot small: a PNG of 8-bit RGB(A) in, the same picture with a palette of at most 256 colours out. PNG (ISO/IEC 15948) §5, §9, §11
import { crc32, deflateSync, inflateSync } from 'node:zlib'

const signature = Buffer.from('89504e470d0a1a0a', 'hex')

export const smallPng = (file) => {
  const { width, height, channels, data } = decode(file)
  const colours = new Map()
  for (let at = 0; at < data.length; at += channels) {
    const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2]
    colours.set(colour, (colours.get(colour) ?? 0) + 1)
  }
  const palette = [...colours]
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 256)
    .map(([colour]) => colour)
  const indexOf = nearestIn(palette)
  const rows = Buffer.alloc(height * (width + 1))
  for (let at = 0, pixel = 0; at < data.length; at += channels, pixel += 1) {
    const row = Math.floor(pixel / width)
    rows[pixel + row + 1] = indexOf((data[at] << 16) | (data[at + 1] << 8) | data[at + 2])
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const entries = Buffer.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))
  const packed = deflateSync(rows, { level: 9, memLevel: 9 })
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('PLTE', entries),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const nearestIn = (palette) => {
  const known = new Map(palette.map((colour, index) => [colour, index]))
  return (colour) => {
    if (!known.has(colour)) known.set(colour, nearest(palette, colour))
    return known.get(colour)
  }
}

const nearest = (palette, colour) => {
  const distances = palette.map((candidate) =>
    [16, 8, 0].reduce((sum, shift) => sum + (((candidate >> shift) & 255) - ((colour >> shift) & 255)) ** 2, 0),
  )
  return distances.indexOf(Math.min(...distances))
}

const chunk = (type, body) => {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body])
  const around = Buffer.alloc(8)
  around.writeUInt32BE(body.length, 0)
  around.writeUInt32BE(crc32(named), 4)
  return Buffer.concat([around.subarray(0, 4), named, around.subarray(4)])
}

const decode = (file) => {
  const parts = []
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at)
    if (file.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(file.subarray(at + 8, at + 8 + length))
    at += 12 + length
  }
  const [width, height, depth, type] = [file.readUInt32BE(16), file.readUInt32BE(20), file[24], file[25]]
  const channels = { 2: 3, 6: 4 }[type]
  if (depth !== 8 || !channels || file[28] !== 0) throw new Error('only plain 8-bit RGB or RGBA pictures')
  return { width, height, channels, data: unfiltered(inflateSync(Buffer.concat(parts)), width * channels, channels) }
}

const unfiltered = (raw, stride, step) => {
  const data = Buffer.alloc((raw.length / (stride + 1)) * stride)
  for (let from = 0, to = 0; from < raw.length; from += stride + 1) {
    const filter = raw[from]
    for (let x = 0; x < stride; x += 1, to += 1) {
      const left = x >= step ? data[to - step] : 0
      const up = to >= stride ? data[to - stride] : 0
      const corner = x >= step && to >= stride ? data[to - stride - step] : 0
      data[to] = raw[from + 1 + x] + [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter]
    }
  }
  return data
}

const paeth = (left, up, corner) => {
  const guess = left + up - corner
  const [toLeft, toUp, toCorner] = [left, up, corner].map((value) => Math.abs(guess - value))
  if (toLeft <= toUp && toLeft <= toCorner) return left
  return toUp <= toCorner ? up : corner
}
