/** A connection to an upstream that the operator configured: streams as they come, one address, nobody waits in a queue. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { createServer as createTcpServer, type AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { createAuthority } from '@gatehouse/testkit/certificates'
import { afterEach, describe, expect, it } from 'vitest'
import {
  type AnswerHeaders,
  type UpstreamConnection,
  connectUpstream,
  type UpstreamLost,
} from '../src/upstream/index.ts'

interface Got {
  status?: number
  headers?: AnswerHeaders
  text: string
  lost?: UpstreamLost
}

let server: Server | undefined
let connection: UpstreamConnection | undefined
afterEach(async () => {
  await connection?.close()
  server?.closeAllConnections()
  server?.close()
})

const timeouts = { connect: 1000, head: 1000, silence: 1000 }

const open = async (
  answer: (incoming: IncomingMessage, outgoing: ServerResponse) => void,
  more: { readonly mostConnections?: number; readonly timeouts?: typeof timeouts } = {},
): Promise<UpstreamConnection> => {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  connection = connectUpstream({ url: `http://127.0.0.1:${port}/mcp?a=1`, timeouts, mostConnections: 4, ...more })
  return connection
}

const ask = async (to: UpstreamConnection, use: (cut: () => void) => void = () => undefined): Promise<Got> =>
  await new Promise((resolve) => {
    const got: Got = { text: '' }
    const cut = to.send(
      { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' },
      {
        onHead: (status, headers) => void Object.assign(got, { status, headers }),
        onPiece: (bytes) => void (got.text += bytes.toString()),
        onEnd: () => resolve(got),
        onLost: (lost) => resolve({ ...got, lost }),
      },
    )
    use(cut)
  })

describe('a connection to an upstream', () => {
  it('asks at the one address, for bytes as they are, and keeps its sockets', async () => {
    const ports = new Set<number | undefined>()
    const to = await open((incoming, outgoing) => {
      ports.add(incoming.socket.remotePort)
      outgoing.end(`${incoming.method} ${incoming.url} ${incoming.headers['accept-encoding']}`)
    })
    for (let count = 0; count < 3; count += 1) {
      expect((await ask(to)).text).toBe('POST /mcp?a=1 identity')
      await new Promise(setImmediate)
    }
    expect(ports.size).toBe(1)
  })

  it('S14: follows no redirect', async () => {
    let requests = 0
    const to = await open((_, outgoing) => {
      requests += 1
      outgoing.writeHead(307, { location: '/elsewhere' }).end()
    })
    expect(await ask(to)).toMatchObject({ status: 307, headers: { location: '/elsewhere' } })
    expect(requests).toBe(1)
  })

  it('refuses at once what has no connection left, and goes on when one is free', async () => {
    const waiting: ServerResponse[] = []
    const to = await open((_, outgoing) => void waiting.push(outgoing), { mostConnections: 2 })
    const both = [ask(to), ask(to)]
    expect((await ask(to)).lost?.reason).toBe('busy')
    await expect.poll(() => waiting.length).toBe(2)
    for (const outgoing of waiting) outgoing.end('done')
    expect((await Promise.all(both)).map(({ text }) => text)).toEqual(['done', 'done'])
    const next = ask(to)
    await expect.poll(() => waiting.length).toBe(3)
    waiting[2]?.end('free')
    expect((await next).text).toBe('free')
  })

  it('is not heard of any more once it was cut, and the other side learns of it', async () => {
    let closed: Promise<unknown> | undefined
    const to = await open((_, outgoing) => {
      closed = once(outgoing, 'close')
      outgoing.write('first')
    })
    let heard = ''
    await new Promise<void>((resolve) => {
      const cut = to.send(
        { method: 'GET', headers: {} },
        {
          onHead: () => undefined,
          onPiece(bytes) {
            heard += bytes.toString()
            cut()
            resolve()
          },
          onEnd: () => (heard += 'end'),
          onLost: () => (heard += 'lost'),
        },
      )
    })
    await closed
    expect(heard).toBe('first')
  })

  it('cut before it stands is never asked', async () => {
    let requests = 0
    const to = await open((_, outgoing) => {
      requests += 1
      outgoing.end()
    })
    let heard = 0
    const hear = (): void => void (heard += 1)
    to.send({ method: 'GET', headers: {} }, { onHead: hear, onPiece: hear, onEnd: hear, onLost: hear })()
    await ask(to)
    expect({ requests, heard }).toEqual({ requests: 1, heard: 0 })
  })

  it('says why there was no answer', async () => {
    const slow = { ...timeouts, head: 100, silence: 100 }
    const silent = await open(() => undefined, { timeouts: slow })
    expect((await ask(silent)).lost?.reason).toBe('too-slow')
    await silent.close()
    const closing = await open((_, outgoing) => void outgoing.writeHead(200).write('half', () => outgoing.destroy()))
    expect(await ask(closing)).toMatchObject({ text: 'half', lost: { reason: 'broken' } })
    const gone = ask(closing)
    await closing.close()
    expect((await gone).lost?.reason).toBe('closed')
    server?.close()
    const nobody = connectUpstream({ url: 'http://127.0.0.1:9/', timeouts, mostConnections: 1 })
    expect((await ask(nobody)).lost).toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    })
    await nobody.close()
  })

  it('gives nothing to a host whose certificate nobody vouches for, and speaks HTTPS with one that is known', async () => {
    const authority = createAuthority()
    const { key, cert } = authority.issue({ names: ['localhost'] })
    let requests = 0
    const secure = createSecureServer({ key, cert }, (_, outgoing) => {
      requests += 1
      outgoing.end('safe')
    }).listen(0, '127.0.0.1')
    await once(secure, 'listening')
    const url = `https://localhost:${(secure.address() as AddressInfo).port}/`
    const usual = getCACertificates('default')
    const stranger = connectUpstream({ url, timeouts, mostConnections: 1 })
    expect((await ask(stranger)).lost?.reason).toBe('unreachable')
    expect(requests).toBe(0)
    setDefaultCACertificates([...usual, authority.certificate])
    const known = connectUpstream({ url, timeouts, mostConnections: 1 })
    expect((await ask(known)).text).toBe('safe')
    setDefaultCACertificates(usual)
    await Promise.all([stranger.close(), known.close()])
    secure.closeAllConnections()
    secure.close()
  })

  it('knows what is no HTTP', async () => {
    const tcp = createTcpServer((socket) => socket.once('data', () => socket.end('SSH-2.0\r\n'))).listen(0, '127.0.0.1')
    await once(tcp, 'listening')
    const url = `http://127.0.0.1:${(tcp.address() as AddressInfo).port}/`
    const to = connectUpstream({ url, timeouts, mostConnections: 1 })
    expect((await ask(to)).lost?.reason).toBe('malformed')
    await to.close()
    tcp.close()
  })
})
