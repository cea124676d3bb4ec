/** The egress-proxy mode: everything through the operator's proxy, or nothing. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { connect, type AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, expect, it, vi } from 'vitest'
import { useWeb, wishFor, type PublicHost } from './web.ts'

const web = useWeb()
const servers: Server[] = []

afterEach(() => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) server.close()
})

interface Proxy {
  readonly url: string
  readonly asked: readonly IncomingMessage[]
}

/** Leads every tunnel to this host, or refuses it with a status. */
const proxyTo = async (host: PublicHost, options: { readonly isTls?: boolean; readonly status?: number } = {}) => {
  const { isTls = false, status = 200 } = options
  const asked: IncomingMessage[] = []
  const server = isTls ? createTlsServer(web.authority.issue({ names: ['localhost'] })) : createServer()
  server.on('connect', (request: IncomingMessage, socket: Duplex) => {
    asked.push(request)
    socket.on('error', () => undefined).write(`HTTP/1.1 ${status} Whatever\r\n\r\n`)
    const onward = connect({ host: '127.0.0.1', port: host.port }).on('error', () => socket.destroy())
    if (status === 200) onward.pipe(socket).pipe(onward)
  })
  servers.push(server.listen(0, 'localhost'))
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { url: `${isTls ? 'https' : 'http'}://localhost:${port}`, asked } satisfies Proxy
}

for (const isTls of [false, true]) {
  it(`H13: fetches through the ${isTls ? 'https' : 'http'} proxy only, whatever NO_PROXY says, and looks nothing up`, async () => {
    for (const name of ['NO_PROXY', 'no_proxy']) vi.stubEnv(name, '*')
    const host = await web.host('app.example')
    host.serveClient('/client')
    const proxy = await proxyTo(host, { isTls })
    const answer = await web.door({ proxy: proxy.url.replace('//', '//me:p%40ss@') })(wishFor(host.url('/client')))
    expect(web.reports).toEqual([])
    expect(answer).toMatchObject({ outcome: 'fetched' })
    expect(proxy.asked.map(({ url, headers }) => [url, headers.host, headers['proxy-authorization']])).toEqual([
      ['app.example:443', 'app.example:443', `Basic ${Buffer.from('me:p@ss').toString('base64')}`],
    ])
    expect(host.visits).toMatchObject([{ servername: 'app.example', headers: { host: 'app.example' } }])
    expect(host.visits[0]?.headers).not.toHaveProperty('proxy-authorization')
    expect(web.lookups).toEqual([])
    expect(web.connections.asked.filter((place) => place.endsWith(':443'))).toEqual([])
  })
}

it('H13: fails when the proxy refuses or is gone: there is no way around it', async () => {
  const host = await web.host('app.example')
  host.serveClient('/client')
  const refusing = await proxyTo(host, { status: 403 })
  const gone = await proxyTo(host)
  servers.pop()?.close()
  for (const proxy of [refusing.url, gone.url]) {
    expect((await web.door({ proxy })(wishFor(host.url('/client')))).outcome).toBe('failed')
  }
  expect(web.reports).toEqual(['proxy: the proxy answers with status 403', 'proxy: the proxy: ECONNREFUSED'])
  expect(host.visits).toEqual([])
  expect(web.connections.asked.filter((place) => place.endsWith(':443'))).toEqual([])
})

it('H13: asks the proxy for no address, no name of this network, and no other port', async () => {
  const host = await web.host('app.example')
  const proxy = await proxyTo(host)
  const door = web.door({ proxy: proxy.url })
  const places = ['127.0.0.1', '[::1]', '8.8.8.8', 'localhost', 'metadata.google.internal', 'intranet', 'a.example:22']
  for (const place of places) expect((await door(wishFor(`https://${place}/client`))).outcome).toBe('failed')
  expect(proxy.asked).toEqual([])
})

it('H13: verifies the certificate at the end of the tunnel', async () => {
  const host = await web.host('app.example', web.authority.issue({ names: ['other.example'] }))
  const proxy = await proxyTo(host)
  await web.door({ proxy: proxy.url })(wishFor(host.url('/client')))
  expect(web.reports).toEqual(['tls: app.example: ERR_TLS_CERT_ALTNAME_INVALID'])
})
