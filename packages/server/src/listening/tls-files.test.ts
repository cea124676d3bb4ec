/** https by the server itself: from files that change while people are connected. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type TLSSocket } from 'node:tls'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capturedLog, createAuthority, type CapturedLog } from '@gatehouse/testkit'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ConfigError } from '../config/config-error.ts'
import { usualTimeouts } from './timeouts.ts'
import { openTls, type Tls } from './tls-files.ts'
import { createWebServer, type WebServer } from './web-server.ts'

const authority = createAuthority()
const pairFor = (...names: readonly string[]) => authority.issue({ names })

let folder: string
let log: CapturedLog
let tls: Tls | undefined
let web: WebServer | undefined
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-tls-'))
  log = capturedLog()
})
afterEach(async () => {
  tls?.close()
  web?.server.closeAllConnections()
  await web?.close()
  web = undefined
  rmSync(folder, { recursive: true })
})

const put = ({ cert, key }: { readonly cert?: string; readonly key?: string }) => {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  if (cert !== undefined) writeFileSync(files.cert, cert)
  if (key !== undefined) writeFileSync(files.key, key)
  return files
}

const start = async (): Promise<number> => {
  const files = put(pairFor('localhost'))
  tls = openTls(files, log, 10)
  web = createWebServer(async (request) => new Response(request.url), usualTimeouts, { tls })
  const { server } = web
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const dial = (port: number, servername = 'localhost'): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', servername, ca: authority.certificate })
    socket.once('secureConnect', () => resolve(socket)).once('error', reject)
  })

const ask = async (socket: TLSSocket): Promise<string> => {
  const answer = new Promise<string>((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString())))
  socket.write('GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n')
  return await answer
}

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5))
}

const namesShown = async (port: number, servername: string): Promise<boolean> =>
  dial(port, servername).then(
    (socket) => {
      socket.destroy()
      return true
    },
    () => false,
  )

describe('a server with a certificate', () => {
  it('speaks https, and nothing older than TLS 1.2, and no HTTP/2 that it could not read', async () => {
    const port = await start()
    const socket = await dial(port)
    expect(await ask(socket)).toMatch(/^HTTP\/1\.1 200 [\s\S]*https:\/\/localhost\/a$/)
    expect(['TLSv1.2', 'TLSv1.3']).toContain(socket.getProtocol())
    socket.destroy()
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow('fetch failed')
  })

  it('is as strict as without one', async () => {
    const socket = await dial(await start())
    const answer = new Promise<string>((resolve) => socket.once('data', (bytes: Buffer) => resolve(bytes.toString())))
    socket.write(
      'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    )
    expect(await answer).toMatch(/^HTTP\/1\.1 400 /)
    socket.destroy()
  })

  it('takes a new one when the files change, and hangs up on nobody', async () => {
    const port = await start()
    const standing = await dial(port)
    await ask(standing)
    put(pairFor('gate.example'))
    await until(() => namesShown(port, 'gate.example'))
    expect(await namesShown(port, 'localhost')).toBe(false)
    expect(await ask(standing)).toMatch(/^HTTP\/1\.1 200 /)
    expect(log.lines.map(({ event }) => event)).toEqual(['tls.renewed'])
    standing.destroy()
  })

  it('keeps the old one while the new one is broken, says so once, and takes the next good one', async () => {
    const port = await start()
    put({ cert: pairFor('gate.example').cert })
    await until(() => log.lines.length > 0)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(log.lines).toEqual([
      {
        level: 'error',
        event: 'tls.not-renewed',
        facts: { reason: expect.stringContaining('is not the key of the certificate') as string },
      },
    ])
    expect(await namesShown(port, 'localhost')).toBe(true)
    put(pairFor('gate.example'))
    await until(() => namesShown(port, 'gate.example'))
  })

  it('says that its certificate is too old', () => {
    openTls(put(authority.issue({ names: ['localhost'], until: new Date('2020-01-01') })), log).close()
    expect(log.lines).toMatchObject([{ level: 'warn', event: 'tls.expired' }])
  })
})

describe('at the start, with its cure, is refused', () => {
  const problemOf = (files: { readonly cert: string; readonly key: string }): unknown => {
    try {
      openTls(files, log).close()
      return 'opened'
    } catch (error) {
      return error instanceof ConfigError ? error.problems[0] : error
    }
  }
  const good = pairFor('localhost')

  it.each([
    ['a file that is not there', { cert: good.cert }, 'tls.key', 'ENOENT'],
    ['a certificate that is none', { cert: 'nonsense', key: good.key }, 'tls.cert', 'holds no certificate in PEM'],
    [
      'a key that is none',
      { cert: good.cert, key: good.cert },
      'tls.key',
      'holds no private key without a passphrase in PEM',
    ],
    ['a key of another certificate', { cert: good.cert, key: pairFor('x').key }, 'tls.key', 'is not the key'],
  ])('%s', (_, pair, key, reason) => {
    expect(problemOf(put(pair))).toMatchObject({ key, reason: expect.stringContaining(reason) as string })
  })
})
