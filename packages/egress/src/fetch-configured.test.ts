import { once } from 'node:events'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, it } from 'vitest'
import { isPublicHost } from './addresses/lookup-public.ts'
import { fetchConfigured } from './fetch-configured.ts'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close()
    server.closeAllConnections()
  }
})

const serve = async (listener: RequestListener): Promise<string> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  servers.push(server)
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const caps = { maxBytes: 1000, timeoutMs: 2000 }

it('hands over status, headers and text', async () => {
  const url = await serve((_, response) => response.writeHead(418, { 'x-kind': 'teapot' }).end('short and stout'))
  const answer = await fetchConfigured(url, caps)
  expect(answer).toMatchObject({ status: 418, text: 'short and stout' })
  expect(answer.headers.get('x-kind')).toBe('teapot')
})

it('does not follow a redirect: it is the answer', async () => {
  let visits = 0
  const target = await serve((_, response) => {
    visits += 1
    response.end()
  })
  const url = await serve((_, response) => response.writeHead(302, { location: target }).end())
  expect((await fetchConfigured(url, caps)).status).toBe(302)
  expect(visits).toBe(0)
})

it('asks in the way that is wished, and hands over each cookie', async () => {
  const url = await serve((request, response) => {
    request.on('data', (chunk: Buffer) => {
      response.setHeader('set-cookie', ['a=1', 'b=2'])
      response.end(
        `${request.method} ${request.headers.origin} ${request.headers['accept-encoding']} ${chunk.toString()}`,
      )
    })
  })
  const asked = { method: 'POST', headers: { origin: 'https://app.example' }, body: 'x=1' }
  expect(await fetchConfigured(url, caps, asked)).toMatchObject({
    text: 'POST https://app.example identity x=1',
    cookies: ['a=1', 'b=2'],
  })
})

it('stops reading at the cap', async () => {
  const url = await serve((_, response) => {
    const flood = setInterval(() => response.write('x'.repeat(600)), 1)
    response.on('close', () => clearInterval(flood))
  })
  await expect(fetchConfigured(url, caps)).rejects.toMatchObject({ reason: 'tooLarge' })
})

it('gives up on an answer that never comes, or never ends', async () => {
  const silent = await serve(() => undefined)
  const dripping = await serve((_, response) => response.write('a'))
  for (const url of [silent, dripping]) {
    await expect(fetchConfigured(url, { ...caps, timeoutMs: 200 })).rejects.toMatchObject({ reason: 'tooSlow' })
  }
})

it('says that nobody listens, in the words of the system', async () => {
  const url = await serve(() => undefined)
  servers.splice(0).forEach((server) => server.close())
  await expect(fetchConfigured(url, caps)).rejects.toMatchObject({ reason: 'unreachable', code: 'ECONNREFUSED' })
})

it('H8: goes to no address of this computer or network on the word of a document', async () => {
  let visits = 0
  const url = await serve((_, response) => {
    visits += 1
    response.end()
  })
  const { port } = new URL(url)
  for (const host of ['127.0.0.1', '[::1]', 'localhost', '169.254.169.254', '0x7f.1']) {
    const asked = fetchConfigured(`http://${host}:${port}/`, { ...caps, onlyPublic: true })
    await expect(asked).rejects.toMatchObject({ reason: 'unreachable', code: 'NOT_PUBLIC' })
  }
  expect(visits).toBe(0)
  expect(await Promise.all([url, 'https://8.8.8.8/', 'https://nobody.invalid/'].map(isPublicHost))).toEqual([
    false,
    true,
    false,
  ])
})
