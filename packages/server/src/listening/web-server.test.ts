/** The web server against real sockets that send what no library would. */
import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import type { AppFetch } from '../app-needs.ts'
import { refuseOversized } from '../http/size-limits.ts'
import { usualTimeouts } from './timeouts.ts'
import { createWebServer, type WebServer } from './web-server.ts'

const servers: WebServer[] = []
afterEach(() => {
  for (const webServer of servers.splice(0)) {
    void webServer.close()
    webServer.server.closeAllConnections()
  }
})

const quick = { headers: 300, request: 600, response: 300, idle: 400, check: 50 }
const echo: AppFetch = async (request) => new Response(`${new URL(request.url).pathname} ${await request.text()}`)

const start = async (fetch: AppFetch = echo, timeouts = quick): Promise<number> => {
  const webServer = createWebServer(fetch, timeouts)
  const { server } = webServer
  servers.push(webServer)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Everything that came until the server hung up. */
const untilClosed = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(Buffer.concat(chunks).toString('latin1')))
  })

const say = async (port: number, bytes: string): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.write(bytes, 'latin1')
  return untilClosed(socket)
}

const ask = (target: string, headers = 'Host: localhost', version = '1.1') =>
  `GET ${target} HTTP/${version}\r\n${headers}\r\nConnection: close\r\n\r\n`

describe('W1: a client that takes its time', () => {
  it('has 10 s for its headers, 30 s for its body and to take the answer, unless told otherwise', () => {
    const { server } = createWebServer(echo)
    expect(server).toMatchObject({ headersTimeout: 10_000, requestTimeout: 30_000 })
    expect(usualTimeouts).toMatchObject({ headers: 10_000, request: 30_000, response: 30_000, check: 1000 })
  })

  it('is cut off by 200 at once, with headers, body or nothing, and others are served meanwhile', async () => {
    const port = await start()
    const beginnings = [
      '',
      'GET / HTT',
      'GET / HTTP/1.1\r\nHost: x\r\nX-A: ',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nab',
    ]
    const slow = Array.from({ length: 200 }, (_, index) =>
      connect(port, '127.0.0.1')
        .setNoDelay()
        .on('connect', function (this: Socket) {
          this.write(beginnings[index % beginnings.length] ?? '')
        }),
    )
    const ends = Promise.all(slow.map(untilClosed))
    const begun = performance.now()
    const trickle = setInterval(() => slow.forEach((socket) => socket.writable && socket.write('x')), 100)
    const waits: number[] = []
    for (let round = 0; round < 10; round += 1) {
      const asked = performance.now()
      expect(await say(port, ask('/honest'))).toContain('/honest')
      waits.push(performance.now() - asked)
    }
    await ends
    clearInterval(trickle)
    expect(Math.max(...waits)).toBeLessThan(1000)
    expect(performance.now() - begun).toBeLessThan(5000)
  })

  it('and sends a body slowly is told 408', async () => {
    const port = await start()
    const socket = connect(port, '127.0.0.1')
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n')
    const trickle = setInterval(() => socket.writable && socket.write('a'), 50)
    expect(await untilClosed(socket)).toMatch(/^HTTP\/1\.1 408 /)
    clearInterval(trickle)
  })

  it('and does not read its answer is cut off', async () => {
    const port = await start(async () => new Response('x'.repeat(64 * 1024 * 1024)))
    const socket = connect(port, '127.0.0.1').pause()
    socket.write(ask('/'))
    const trickle = setInterval(() => socket.read(1), 100)
    const closed = new Promise((resolve) => {
      const look = setInterval(() => {
        servers[0]?.server.getConnections((_, count) => {
          if (count > 0) return
          clearInterval(look)
          resolve('closed')
        })
      }, 50)
    })
    expect(await closed).toBe('closed')
    clearInterval(trickle)
    socket.destroy()
  })

  it('between two requests is let go after a while, but a quiet event stream is not', async () => {
    let finish = (): void => undefined
    const port = await start(async (request) => {
      if (new URL(request.url).pathname !== '/stream') return new Response('short')
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('first '))
          finish = () => {
            controller.enqueue(new TextEncoder().encode('last'))
            controller.close()
          }
        },
      })
      return new Response(body)
    })
    const stream = say(port, ask('/stream'))
    // Its end is the proof that the idle time has passed.
    expect(await say(port, 'GET /short HTTP/1.1\r\nHost: x\r\n\r\n')).toContain('short')
    finish()
    expect(await stream).toMatch(/first [\s\S]*last/)
  })
})

describe('W2: an oversized head', () => {
  const limited: AppFetch = async (request) => {
    try {
      refuseOversized(request)
      return new Response('small enough')
    } catch (error) {
      return new Response(null, { status: (error as { status: number }).status })
    }
  }

  it('of a URL above 8 KB gets 414, of headers above 16 KB 431', async () => {
    const port = await start(limited)
    expect(await say(port, ask('/?x=1'))).toContain('small enough')
    expect(await say(port, ask(`/?x=${'a'.repeat(9000)}`))).toMatch(/^HTTP\/1\.1 414 /)
    expect(await say(port, ask(`/?x=${'a'.repeat(64 * 1024)}`))).toMatch(/^HTTP\/1\.1 414 /)
    expect(await say(port, ask('/', `Host: x\r\nX-Big: ${'a'.repeat(17_000)}`))).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('that no app could look at gets 431 and the connection ends', async () => {
    const port = await start(limited)
    const answer = await say(port, ask('/', `Host: x\r\nX-Big: ${'a'.repeat(140_000)}`))
    expect(answer).toMatch(/^HTTP\/1\.1 431 [\s\S]*Connection: close/)
  })
})

describe('W9: a request that two parties could read differently gets 400:', () => {
  it.each([
    ['no Host', ask('/', 'X-A: b')],
    ['two Hosts', ask('/', 'Host: localhost\r\nHost: evil.example')],
    ['two equal Hosts', ask('/', 'Host: localhost\r\nhost: localhost')],
    ['a Host with a path', ask('/', 'Host: localhost/evil')],
    ['a Host with a user', ask('/', 'Host: me@localhost')],
    ['another host in the target', ask('http://evil.example/', 'Host: localhost')],
    ['another port in the target', ask('http://localhost:1/', 'Host: localhost')],
    ['dot segments', ask('/public/../admin')],
    ['encoded dot segments', ask('/public/%2e%2e/admin')],
    ['a backslash', ask('/public\\admin')],
    ['no slash', ask('admin')],
    ['bytes beyond ASCII', ask('/\xe4')],
    ['length and chunks', ask('/', 'Host: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked')],
    ['two lengths', ask('/', 'Host: x\r\nContent-Length: 3\r\nContent-Length: 4')],
    ['a folded header', ask('/', 'Host: x\r\nX-A: b\r\n c')],
    ['a bare line feed in the head', 'GET / HTTP/1.1\nHost: x\n\n'],
    ['no HTTP', 'hello\r\n\r\n'],
  ])('%s', async (_, bytes) => {
    const seen: string[] = []
    const port = await start(async (request) => {
      seen.push(request.url)
      return new Response('seen')
    })
    expect(await say(port, bytes)).toMatch(/^HTTP\/1\.1 400 /)
    expect(seen).toEqual([])
  })

  it('while the same host in the target is taken', async () => {
    expect(await say(await start(), ask('http://LocalHost:80/a', 'Host: localhost:80'))).toContain('/a ')
  })

  it('HTTP/1.0 is answered without keep-alive, whatever it asks for', async () => {
    const answer = await say(await start(), 'GET /old HTTP/1.0\r\nConnection: keep-alive\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 200 /)
    expect(answer).toMatch(/connection: close/i)
  })
})

describe('the web server', () => {
  it('does not wait for the first word on connections that were opened ahead, when it leaves', async () => {
    const port = await start(echo, usualTimeouts)
    const silent = connect(port, '127.0.0.1')
    await new Promise((resolve) => silent.once('connect', resolve))
    const [webServer] = servers
    const begun = performance.now()
    await Promise.all([webServer?.close(), untilClosed(silent)])
    expect(performance.now() - begun).toBeLessThan(3000)
  })

  it('says where a request came from', async () => {
    const port = await start(async (_, { address }) => new Response(address))
    expect(await say(port, ask('/'))).toContain('127.0.0.1')
  })

  it('W10: shrugs off odd header names, many cookies and odd percent signs', async () => {
    const port = await start()
    const cookies = Array.from({ length: 1000 }, (_, index) => `c${index}=1`).join('; ')
    expect(await say(port, ask('/a%zz', `Host: x\r\n__proto__: 1\r\nconstructor: 2\r\nCookie: ${cookies}`))).toContain(
      '/a%zz',
    )
  })

  it('W11: answers pipelined requests in their order', async () => {
    const port = await start()
    const many = Array.from({ length: 1000 }, (_, index) => `GET /${index} HTTP/1.1\r\nHost: x\r\n\r\n`).join('')
    const answers = await say(port, many + ask('/end'))
    const order = [...answers.matchAll(/^\/(\d+) /gm)].map(([, index]) => Number(index))
    expect(order).toEqual(Array.from({ length: 1000 }, (_, index) => index))
  })
})
