import { once } from 'node:events'
import { type IncomingMessage, type RequestListener, createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { protect as protectMcp } from '../src/adapters/mcp-v1.ts'
import { protect } from '../src/adapters/node.ts'
import { fromNode } from '../src/node-incoming.ts'
import { createSigner, goodClaims, issuer, localIssuer, resource, sign, start } from './local-issuer.ts'

const signer = await createSigner()
const token = await sign(signer, goodClaims())
const options = {
  resource,
  issuer,
  tools: { write_note: ['notes:write'] },
  fetch: localIssuer([signer.jwk]).fetch,
  now: () => start + 1,
}

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

const listen = async (listener: RequestListener): Promise<number> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  closers.push(() => server.close())
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

/** Everything the server says until it hangs up. */
const say = async (port: number, ...lines: readonly string[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  socket.write(`${lines.join('\r\n')}\r\n\r\n`)
  return await text(socket)
}

const closeOf = (request: IncomingMessage) => new Promise((resolve) => void request.on('close', resolve))

const head = ['POST /mcp HTTP/1.1', 'Host: notes.example', `Authorization: Bearer ${token}`, 'Connection: close']

describe('a client that goes away', () => {
  it('in the middle of its body reaches no handler, and stops nobody', async () => {
    let handled = 0
    const guard = protect(options)
    const port = await listen((request, response) => {
      guard(request, response, () => {
        handled += 1
        response.end('in')
      })
    })
    for (const framing of ['Content-Length: 500', 'Transfer-Encoding: chunked']) {
      const socket = connect(port, '127.0.0.1')
      socket.write([...head, framing, '', '5', '{"met'].join('\r\n'))
      await new Promise((resolve) => setTimeout(resolve, 20))
      socket.destroy()
      await once(socket, 'close')
    }
    expect(handled).toBe(0)
    expect(await say(port, ...head)).toMatch(/^HTTP\/1.1 200 [\s\S]*in$/)
  })
})

describe('a body that breaks off', () => {
  it.each<[string, (request: IncomingMessage) => Promise<unknown>]>([
    ['while it is read', (request) => fromNode(request).readText(1000)],
    ['before it is read', (request) => closeOf(request).then(() => fromNode(request).readText(1000))],
    [
      'because somebody here has had enough of it',
      (request) => {
        setImmediate(() => request.destroy())
        return fromNode(request).readText(1000)
      },
    ],
  ])('is no message: %s', async (_, read) => {
    const reads: Promise<unknown>[] = []
    const port = await listen((request) => void reads.push(read(request).catch(String)))
    const socket = connect(port, '127.0.0.1')
    socket.write([...head, 'Content-Length: 500', '', '{"met'].join('\r\n'))
    await vi.waitFor(() => expect(reads).toHaveLength(1))
    socket.destroy()
    expect(await reads[0]).toContain('breaks off')
  })

  it('is read no further than the limit', async () => {
    const reads: Promise<unknown>[] = []
    const port = await listen((request, response) => {
      reads.push(fromNode(request).readText(10))
      void reads[0]?.then(() => response.writeHead(413).end())
    })
    expect(await say(port, ...head, 'Content-Length: 26', '', 'abcdefghijklmnopqrstuvwxyz')).toContain('413')
    expect(await reads[0]).toBeUndefined()
  })
})

describe('a server behind the guard that fails', () => {
  it('is asked once: what it throws is its own', async () => {
    let handled = 0
    const guard = protect(options)
    const thrown: unknown[] = []
    const hear = (error: unknown) => void thrown.push(error)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', hear)
    closers.push(() => {
      process.removeAllListeners('unhandledRejection')
      for (const one of others) process.on('unhandledRejection', one)
    })
    const port = await listen((request, response) => {
      guard(request, response, () => {
        handled += 1
        response.destroy()
        throw new Error('theirs')
      })
    })
    await say(port, ...head)
    expect([handled, thrown]).toEqual([1, [new Error('theirs')]])
  })

  it('around MCP is answered for with 500, or cut off if it had begun to answer, and is told', async () => {
    const said = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const early = protectMcp(() => Promise.reject(new Error('theirs')), options)
    const answer = await say(await listen(early), ...head)
    expect(answer).toMatch(/^HTTP\/1.1 500 [\s\S]*-32603/)
    expect(answer).not.toContain('theirs')
    const late = protectMcp((_, response) => {
      response.writeHead(200).write('half')
      throw new Error('theirs')
    }, options)
    expect(await say(await listen(late), ...head).catch(() => 'cut off')).not.toContain('0\r\n\r\n')
    expect(said.mock.calls.flat().join('\n')).toContain('theirs')
    said.mockRestore()
  })
})
