/** Doors open and close: one server a port, one a data directory, and nobody is hung up on in mid-answer. */
import { mkdtemp, rename, rm, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { adminSocketPath, createAdminClient } from '@gatehouse/admin-api'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AppFetch } from './app-needs.ts'
import { listen, type Listening } from './listen.ts'

let dataDirectory = ''
const opened: Listening[] = []
beforeEach(async () => {
  dataDirectory = await mkdtemp(join(tmpdir(), 'gh-'))
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((doors) => doors.close(0)))
  await rm(dataDirectory, { recursive: true })
})

const start = async (where: Partial<Parameters<typeof listen>[0]> = {}): Promise<Listening> => {
  const listening = await listen({ host: 'localhost', port: 0, dataDirectory, ...where })
  opened.push(listening)
  return listening
}

const get = (port: number, host = '127.0.0.1'): Promise<{ status: number; body: string; connection: string }> =>
  new Promise((resolve, reject) => {
    request({ host, port, agent: false }, (response) => {
      const { statusCode: status = 0, headers } = response
      void text(response).then((body) => resolve({ status, body, connection: headers.connection ?? '' }), reject)
    })
      .on('error', reject)
      .end()
  })

const saying =
  (words: string): AppFetch =>
  async () =>
    new Response(words)

describe('the doors', () => {
  it('localhost is 127.0.0.1 and ::1 on one port', async () => {
    const { port, open } = await start()
    open({ app: saying('app'), admin: saying('{}') })
    expect((await get(port)).body).toBe('app')
    expect((await get(port, '::1')).body).toBe('app')
  })

  it('tell everybody to come back until they are opened', async () => {
    const { port } = await start()
    expect(await get(port)).toMatchObject({ status: 503, body: '' })
  })

  it('serve the admin API on a socket that only its owner can open', async () => {
    const { open } = await start()
    open({ app: saying('app'), admin: saying('{"issuer":"http://localhost","isClaimed":true}') })
    expect(await createAdminClient(adminSocketPath(dataDirectory))('status', {})).toMatchObject({ isClaimed: true })
    expect((await stat(adminSocketPath(dataDirectory))).mode & 0o777).toBe(0o600)
  })

  it('name the port that is taken, and the way out', async () => {
    const { port } = await start()
    const other = await mkdtemp(join(tmpdir(), 'gh-'))
    await expect(start({ port, dataDirectory: other })).rejects.toThrow(
      new RegExp(`another program listens on port ${port}.*--port ${port + 1}`),
    )
    // The other data directory is free again.
    await start({ dataDirectory: other })
  })

  it('do not open twice on one data directory', async () => {
    await start()
    await expect(start()).rejects.toThrow(/already running/)
  })

  it('take over the socket that a dead process left behind', async () => {
    const dead = createServer()
    await new Promise<void>((resolve) => dead.listen(adminSocketPath(dataDirectory), resolve))
    // What a killed process leaves: a file that nobody listens on.
    const socket = adminSocketPath(dataDirectory)
    await rename(socket, `${socket}.old`)
    await new Promise((resolve) => dead.close(resolve))
    await rename(`${socket}.old`, socket)
    await expect(start()).resolves.toBeDefined()
  })

  it('refuse a data directory whose socket path is too long', async () => {
    await expect(start({ dataDirectory: join(dataDirectory, 'x'.repeat(100)) })).rejects.toThrow(/shorter dataDir/)
  })

  it('name an address that this machine has not', async () => {
    await expect(start({ host: '192.0.2.1' })).rejects.toThrow(/no address 192\.0\.2\.1/)
  })
})

describe('closing', () => {
  it('lets an answer in the making finish, and takes no new connection', async () => {
    const listening = await start()
    let finish = (): void => undefined
    const asked = new Promise<void>((arrived) => {
      const app: AppFetch = () =>
        new Promise((resolve) => {
          finish = () => resolve(new Response('whole'))
          arrived()
        })
      listening.open({ app, admin: saying('{}') })
    })
    const answer = get(listening.port)
    await asked
    const closed = listening.close()
    await expect(get(listening.port)).rejects.toThrow(/ECONNREFUSED/)
    finish()
    expect(await answer).toEqual({ status: 200, body: 'whole', connection: 'close' })
    await closed
    await expect(stat(adminSocketPath(dataDirectory))).rejects.toThrow(/ENOENT/)
  })

  it('ends an event stream soon, and everything else after the grace', async () => {
    const listening = await start()
    const endless = (type: string) => async () =>
      new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }), {
        headers: { 'content-type': type },
      })
    listening.open({ app: endless('text/event-stream'), admin: saying('{}') })
    const stream = new Promise<void>((resolve, reject) => {
      request({ host: '127.0.0.1', port: listening.port }, (response) => {
        response.once('data', () => resolve())
        response.on('error', () => undefined)
      })
        .on('error', reject)
        .end()
    })
    await stream
    const begun = performance.now()
    await listening.close(5000)
    expect(performance.now() - begun).toBeLessThan(2000)
    const stubborn = await start()
    const asked = new Promise<void>((arrived) => {
      const never: AppFetch = () => {
        arrived()
        return new Promise(() => undefined)
      }
      stubborn.open({ app: never, admin: saying('{}') })
    })
    const hanging = get(stubborn.port).catch((error: unknown) => error)
    await asked
    await stubborn.close(100)
    expect(await hanging).toBeInstanceOf(Error)
  })
})
