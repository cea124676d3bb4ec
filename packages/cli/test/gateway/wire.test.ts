/** What no library would send, on raw sockets, to a whole server with the gateway in it. RFC 9112 §6.3, §11.2 */
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouseWithGateway, type HouseWithGateway } from './open-house.ts'

let world: HouseWithGateway
let authorization = ''
beforeAll(async () => {
  world = await openHouseWithGateway()
  authorization = `Bearer ${await world.token()}`
})
afterAll(() => world.close())

/** Everything that came until the server hung up, or `patience` was over. */
const say = (bytes: string, patience = 2000): Promise<{ readonly text: string; readonly isClosed: boolean }> =>
  new Promise((resolve) => {
    const socket = connect(world.port, '127.0.0.1')
    let text = ''
    const end = (isClosed: boolean) => () => {
      clearTimeout(timer)
      socket.destroy()
      resolve({ text, isClosed })
    }
    const timer = setTimeout(end(false), patience)
    socket.setEncoding('latin1').on('data', (chunk: string) => (text += chunk))
    socket.on('error', () => undefined).on('close', end(true))
    socket.write(bytes, 'latin1')
  })

const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'read', arguments: {} } })
const smuggled = () =>
  `POST /mcp/notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\nX-Smuggled: 1\r\nContent-Length: ${message.length}\r\n\r\n${message}`

const post = (headers: string, body: string): string =>
  `POST /mcp/notes HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`
const chunked = (size: string, rest = ''): string => `${size}\r\n${message}\r\n0\r\n${rest}\r\n`
const size = message.length.toString(16)

describe('S4: a request that two parties could read differently', () => {
  it('S4: is not what an honest one looks like: that one is answered, and so is the next on its connection', async () => {
    const { text } = await say(post(`Content-Length: ${message.length}`, message) + smuggled(), 1000)
    expect(text.match(/HTTP\/1\.1 200 /g)?.length).toBe(2)
    const { text: inChunks } = await say(post('Transfer-Encoding: chunked', chunked(size)), 500)
    expect(inChunks).toMatch(/^HTTP\/1\.1 200 /)
    expect(world.heard.length).toBe(3)
  })

  const cases = (): Readonly<Record<string, string>> => ({
    'length and chunks': post(`Content-Length: ${message.length}\r\nTransfer-Encoding: chunked`, chunked(size)),
    'chunks and length': post(`Transfer-Encoding: chunked\r\nContent-Length: 4`, chunked(size)),
    'two lengths': post(`Content-Length: ${message.length}\r\nContent-Length: 4`, message),
    'two equal lengths': post(`Content-Length: ${message.length}\r\nContent-Length: ${message.length}`, message),
    'a list of lengths': post(`Content-Length: ${message.length}, ${message.length}`, message),
    'a length with a plus': post(`Content-Length: +${message.length}`, message),
    'a length in hex': post(`Content-Length: 0x${size}`, message),
    'a length below zero': post('Content-Length: -1', message),
    'a length beyond counting': post('Content-Length: 99999999999999999999', message),
    'a length with a space within': post('Content-Length: 1 0', message),
    'a space before the colon': post(`Content-Length : ${message.length}`, message),
    'a bare LF behind a header': post(`Content-Length: ${message.length}\nX-A: b`, message),
    'a bare LF behind the request line': post(`Content-Length: ${message.length}`, message).replace('\r\n', '\n'),
    'a bare CR in a header': post(`X-A: b\rContent-Length: 4\r\nContent-Length: ${message.length}`, message),
    'a folded header': post(`X-A: b\r\n Content-Length: 4\r\nContent-Length: ${message.length}`, message),
    'a NUL in a header': post(`X-A: b\0c\r\nContent-Length: ${message.length}`, message),
    'identity for a coding': post('Transfer-Encoding: identity', message),
    'chunked twice': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked', chunked(size)),
    'chunked not last': post('Transfer-Encoding: chunked, identity', chunked(size)),
    'an unknown coding': post('Transfer-Encoding: xchunked', chunked(size)),
    'a coding with a tab': post('Transfer-Encoding:\tchunked\x0b', chunked(size)),
    'a coding in HTTP/1.0': post('Transfer-Encoding: chunked', chunked(size)).replace('HTTP/1.1', 'HTTP/1.0'),
    'a chunk size with 0x': post('Transfer-Encoding: chunked', chunked(`0x${size}`)),
    'a chunk size with a plus': post('Transfer-Encoding: chunked', chunked(`+${size}`)),
    'a chunk size beyond counting': post('Transfer-Encoding: chunked', chunked(`fffffffffffffffff`)),
    'a chunk extension with a bare LF': post('Transfer-Encoding: chunked', chunked(`${size};a\nb`)),
    'a chunk that ends in LF': post('Transfer-Encoding: chunked', `${size}\n${message}\r\n0\r\n\r\n`),
    'a chunk that is longer than it says': post('Transfer-Encoding: chunked', chunked('4')),
    'a header without a name': post(`: x\r\nContent-Length: ${message.length}`, message),
  })

  it.each(Object.keys(cases()))(
    'S4: %s => 400 and close; nothing of it is heard, and nothing behind it is a request',
    async (what) => {
      const before = world.heard.length
      const { text, isClosed } = await say((cases()[what] ?? '') + smuggled())
      expect(text.split('\r\n', 1)[0]).toMatch(/^HTTP\/1\.1 400 /)
      expect([isClosed, text.match(/HTTP\/1\.1 /g)?.length]).toEqual([true, 1])
      expect(world.heard.length).toBe(before)
    },
  )

  it('S4: behind a good one is never answered in its place', async () => {
    const { text, isClosed } = await say(
      post(`Content-Length: ${message.length}`, message) + post('Content-Length: +1', 'x'),
    )
    expect(text).not.toContain('HTTP/1.1 400')
    expect(isClosed).toBe(true)
  })

  it('S4: of endless chunk extensions is cut off', async () => {
    const { text, isClosed } = await say(
      post('Transfer-Encoding: chunked', chunked(`${size};${'a'.repeat(100_000)}`)) + smuggled(),
    )
    expect(text).toMatch(/^HTTP\/1\.1 413 /)
    expect(isClosed).toBe(true)
  })
})

describe('S5: a request that is none of ours', () => {
  const ask = (line: string, headers = '') =>
    say(`${line} HTTP/1.1\r\nHost: localhost\r\nAuthorization: ${authorization}\r\n${headers}Connection: close\r\n\r\n`)

  it('S5: CONNECT opens no tunnel', async () => {
    const { text, isClosed } = await say(`CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: 127.0.0.1:22\r\n\r\nSSH-2.0-x\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 405 /)
    expect(isClosed).toBe(true)
  })

  it('S5: TRACE repeats nothing', async () => {
    const { text } = await ask('TRACE /mcp/notes', 'X-Secret: s3cret\r\n')
    expect(text).toMatch(/^HTTP\/1\.1 405 /)
    expect(text).not.toContain('s3cret')
  })

  it.each([
    ['websocket', 405],
    ['h2c', 401],
  ])('S5: an upgrade to %s leads nowhere: %i', async (protocol, status) => {
    const { text } = await ask(
      'PUT /mcp/notes',
      `Upgrade: ${protocol}\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\nSec-WebSocket-Key: x\r\n`,
    )
    expect(text).toMatch(/^HTTP\/1\.1 405 /)
    expect(text).not.toMatch(/101|upgrade:/i)
    const upgrading = `GET /mcp/notes HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`
    const { text: told } = await say(upgrading, 500)
    expect(told).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(told).not.toMatch(/101|upgrade:/i)
  })

  it('S5: the preface of HTTP/2 is no request', async () => {
    const { text, isClosed } = await say('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
    expect(text).toMatch(/^HTTP\/1\.1 4\d\d /)
    expect(isClosed).toBe(true)
  })

  it('S6: a target that names its host reaches its server, and one that names another does not', async () => {
    expect((await ask('GET http://localhost/mcp/notes/x')).text).toMatch(/^HTTP\/1\.1 404 /)
    expect(
      (await say('GET http://localhost/mcp/notes HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).text,
    ).toMatch(/^HTTP\/1\.1 401 /)
    expect((await ask('GET http://evil.example/mcp/notes')).text).toMatch(/^HTTP\/1\.1 400 /)
  })
})
