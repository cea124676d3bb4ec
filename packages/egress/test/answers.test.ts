/** What a stranger's server may answer: JSON, small, soon, from itself. Everything else is a failure that costs little. */
import { setInterval as every } from 'node:timers/promises'
import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib'
import type { RequestListener, ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import { ample, useWeb, wishFor, type PublicHost } from './web.ts'

const web = useWeb()

const json = { 'Content-Type': 'application/json' }

/** What the door reports about this answer. */
const reported = async (listener: RequestListener, maxBytes?: number): Promise<string | undefined> => {
  const host = await web.host('app.example')
  host.answer('/client', listener)
  const answer = await web.door()(wishFor(host.url('/client'), maxBytes))
  expect(answer.outcome).toBe('failed')
  return web.reports.at(-1)
}

/** Writes the same again and again until the visitor leaves; resolves to how often. */
const flood = async (response: ServerResponse, write: () => boolean): Promise<number> => {
  let count = 0
  for await (const _ of every(0)) {
    if (response.destroyed || response.socket?.destroyed) return count
    for (let more = 0; more < 100 && write(); more += 1) count += 1
  }
  return count
}

it('hands over the text and the header fields that say how long it may be kept', async () => {
  const host = await web.host('app.example')
  const kept = { 'Cache-Control': 'max-age=60', Expires: 'never', Date: 'now', Age: '3', Vary: 'Accept' }
  host.serve('/client', { a: 'ü' }, { ...kept, 'Set-Cookie': 'a=b' })
  expect(await web.door()(wishFor(host.url('/client')))).toEqual({
    outcome: 'fetched',
    text: '{"a":"ü"}',
    headers: { cacheControl: 'max-age=60', expires: 'never', date: 'now', age: '3', vary: 'Accept' },
  })
})

it('takes every JSON type, and nothing that is not called JSON or is none', async () => {
  const host = await web.host('app.example')
  const door = web.door({ limits: ample })
  const outcome = async (type: string | undefined, body: string | Buffer, status = 200) => {
    const path = `/${encodeURIComponent(`${type}${status}${body.toString('hex')}`)}`
    host.answer(path, (_, response) => response.writeHead(status, type ? { 'Content-Type': type } : {}).end(body))
    return (await door(wishFor(host.url(path)))).outcome
  }
  const good = [
    'application/json',
    'Application/JSON; charset=utf-8',
    'application/cimd+json',
    'application/jwk-set+json',
  ]
  expect(await Promise.all(good.map((type) => outcome(type, '{}')))).toEqual(good.map(() => 'fetched'))
  const bad: readonly (readonly [string | undefined, string | Buffer, number?])[] = [
    ['text/html', '{}'],
    ['text/json', '{}'],
    ['application/jsonp', '{}'],
    ['application/+json', '{}'],
    [undefined, '{}'],
    ['application/json', '{"a":'],
    ['application/json', ''],
    ['application/json', Buffer.from([0x22, 0xff, 0x22])],
    ['application/json', '{}', 201],
    ['application/json', '', 204],
    ['application/json', '{}', 404],
    ['application/json', '{}', 500],
  ]
  expect(await Promise.all(bad.map((one) => outcome(...one)))).toEqual(bad.map(() => 'failed'))
})

for (const status of [301, 302, 303, 307, 308]) {
  it(`H3: does not follow a ${status}`, async () => {
    const target = await web.host('target.example')
    const redirect: RequestListener = (_, response) =>
      response.writeHead(status, { ...json, Location: target.url('/') }).end('{}')
    expect(await reported(redirect)).toBe(`status: status ${status}`)
    expect(target.connections()).toBe(0)
    expect(web.lookups).toEqual(['app.example'])
  })
}

it('H3: takes no answer that wants to lead on by a Refresh header', async () => {
  const refresh: RequestListener = (_, response) => response.writeHead(200, { ...json, Refresh: '0; url=/' }).end('{}')
  expect(await reported(refresh)).toBe('answer: it has a Refresh header')
})

it('H6: asks for no compression, and unpacks no answer that is compressed all the same', async () => {
  const zeros = Buffer.alloc(64 * 1024 * 1024)
  const bombs = { gzip: gzipSync(zeros), br: brotliCompressSync(zeros), zstd: zstdCompressSync(zeros) }
  const host = await web.host('app.example')
  const door = web.door({ limits: ample })
  for (const [encoding, bomb] of Object.entries(bombs)) {
    host.answer(`/${encoding}`, (_, response) =>
      response.writeHead(200, { ...json, 'Content-Encoding': encoding }).end(bomb),
    )
  }
  const grown = await growthWhile(async () => {
    for (const encoding of Object.keys(bombs)) {
      expect((await door(wishFor(host.url(`/${encoding}`), 1e9))).outcome).toBe('failed')
    }
  })
  expect(grown).toBeLessThan(10 * 1024 * 1024)
  expect(web.reports).toEqual(Object.keys(bombs).map((encoding) => `answer: its content encoding is ${encoding}`))
  expect(host.visits.map(({ headers }) => headers['accept-encoding'])).toEqual(['identity', 'identity', 'identity'])
})

it('H6: stops reading at the cap, with and without a length, and takes the last byte that fits', async () => {
  const host = await web.host('app.example')
  const door = web.door()
  const sized = (length: number) => JSON.stringify('x'.repeat(length - 2))
  host.answer('/fits', (_, response) => response.writeHead(200, json).end(sized(1000)))
  host.answer('/over', (_, response) => response.writeHead(200, json).end(sized(1001)))
  expect((await door(wishFor(host.url('/fits'), 1000))).outcome).toBe('fetched')
  expect((await door(wishFor(host.url('/over'), 1000))).outcome).toBe('failed')
  let written = 0
  const grown = await growthWhile(async () => {
    host.answer('/endless', (_, response) => {
      response.writeHead(200, json)
      void flood(response, () => response.write('x'.repeat(16_384))).then((count) => (written = count))
    })
    expect((await door(wishFor(host.url('/endless'), 1000))).outcome).toBe('failed')
  })
  expect(grown).toBeLessThan(10 * 1024 * 1024)
  expect(written).toBeLessThan(1000)
  expect(web.reports).toEqual(Array(2).fill('tooLarge: the document has more than 1000 bytes'))
})

it('INV8: caps the header', async () => {
  const long: RequestListener = (_, response) => response.writeHead(200, { ...json, Long: 'x'.repeat(9000) }).end('{}')
  expect(await reported(long)).toBe('answer: UND_ERR_HEADERS_OVERFLOW')
})

const tricks: Readonly<Record<string, (response: ServerResponse) => () => boolean>> = {
  'interim answers': (response) => () =>
    response.socket?.write('HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n') ?? false,
  'chunk extensions': ({ socket }) => {
    socket?.write('HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n1')
    return () => socket?.write(`;a=${'x'.repeat(1000)}`) ?? false
  },
  trailers: ({ socket }) => {
    socket?.write(
      'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n',
    )
    return () => socket?.write(`A: ${'x'.repeat(1000)}\r\n`) ?? false
  },
}

for (const [trick, writer] of Object.entries(tricks)) {
  it(`INV8: counts ${trick} too`, async () => {
    let read = 0
    const report = await reported((_, response) => {
      const { socket } = response
      void flood(response, writer(response)).then(() => (read = socket?.bytesWritten ?? 0))
    })
    expect(report).toMatch(/^(tooLarge: more than \d+ bytes came|answer: UND_ERR_HEADERS_OVERFLOW)$/)
    await expect.poll(() => read).toBeGreaterThan(0)
    expect(read).toBeLessThan(8 * 1024 * 1024)
  })
}

it('gives up on an answer that never begins, drips, or never ends, and on a server that hangs up', async () => {
  const host = await web.host('app.example')
  const door = web.door({ timing: { patience: 300, failuresAnswer: 300 } })
  const drip = (response: ServerResponse, text: string): void => {
    const timer = setInterval(() => response.write(text), 20)
    response.on('close', () => clearInterval(timer))
  }
  host.answer('/silent', () => undefined)
  host.answer('/dripping', (_, response) => drip(response.writeHead(200, json), ' '))
  host.answer('/gone', (request) => request.socket.destroy())
  host.answer('/cut', (_, response) => {
    response.writeHead(200, { ...json, 'Content-Length': '100' }).write('{}')
    setImmediate(() => response.destroy())
  })
  const told = async (path: string, of: PublicHost) => {
    await door(wishFor(of.url(path)))
    return web.reports.at(-1)
  }
  expect(await told('/silent', host)).toMatch(/^tooSlow: /)
  expect(await told('/dripping', host)).toMatch(/^tooSlow: /)
  expect(await told('/gone', host)).toMatch(/^answer: /)
  expect(await told('/cut', host)).toMatch(/^answer: /)
  expect(host.connections()).toBe(4)
})

it('F11: a key set goes through the same door: private, redirecting, 10 MB or down, it is a failure within its bounds', async () => {
  const host = await web.host('app.example')
  const door = web.door()
  const keys = 64 * 1024
  host.answer('/away', (_, response) => response.writeHead(302, { Location: 'https://other.example/' }).end())
  host.answer('/large', (_, response) => response.writeHead(200, json).end(JSON.stringify('x'.repeat(1e7))))
  web.name('private.example', ['10.1.2.3'])
  for (const url of [host.url('/away'), host.url('/large'), 'https://private.example/jwks']) {
    expect(await door(wishFor(url, keys))).toMatchObject({ outcome: 'failed' })
  }
  await host.close()
  expect(await door(wishFor(host.url('/down'), keys))).toMatchObject({ outcome: 'failed' })
  expect(web.reports.map((report) => report.split(':')[0])).toEqual(['status', 'tooLarge', 'address', 'connection'])
})

/** Of the resident set, in bytes. */
const growthWhile = async (work: () => Promise<void>): Promise<number> => {
  const before = process.memoryUsage().rss
  await work()
  return process.memoryUsage().rss - before
}
