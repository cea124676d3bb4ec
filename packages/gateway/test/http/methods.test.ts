/** What an MCP endpoint answers to, seen on the wire. */
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { type HttpWorld, openHttpWorld } from './http-world.ts'

let world: HttpWorld | undefined
afterEach(async () => {
  await world?.close()
  world = undefined
})

/** What comes back until the other side closes. */
const say = async (open: HttpWorld, line: string, headers: readonly string[] = []): Promise<string> => {
  const token = await open.token({ name: 'notes' })
  const { host, hostname, port } = new URL(open.origin)
  return await new Promise((resolve, reject) => {
    let text = ''
    const socket = connect(Number(port), hostname)
    socket.setEncoding('latin1').on('data', (piece: string) => (text += piece))
    socket.on('error', reject).on('close', () => resolve(text))
    const all = [`Host: ${host}`, `Authorization: Bearer ${token}`, 'Connection: close', ...headers]
    socket.write(`${line}\r\n${all.join('\r\n')}\r\n\r\n`)
  })
}

describe('the endpoint of a server', () => {
  it.each(['HEAD', 'PUT', 'PATCH', 'TRACE', 'QUERY', 'PROPFIND'])(
    'S5: %s is refused with what is allowed',
    async (method) => {
      world = await openHttpWorld()
      const answer = await say(world, `${method} /mcp/notes HTTP/1.1`)
      expect(answer).toMatch(/^HTTP\/1\.1 405 /)
      expect(answer).toMatch(/\r\nallow: GET, POST, DELETE, OPTIONS\r\n/)
      expect(world.spy.seen).toEqual([])
    },
  )

  it('S5: CONNECT opens nothing', async () => {
    world = await openHttpWorld()
    const { host } = new URL(world.spy.url)
    expect(await say(world, `CONNECT ${host} HTTP/1.1`)).not.toMatch(/^HTTP\/1\.1 2/)
    expect(world.spy.seen).toEqual([])
  })

  it('S5: an upgrade to another protocol is refused', async () => {
    world = await openHttpWorld()
    const wish = ['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: AAAA']
    const answer = await say(world, 'GET /mcp/notes HTTP/1.1', wish)
    expect(answer).toMatch(/^HTTP\/1\.1 405 /)
    expect(world.spy.seen).toEqual([])
  })

  it('S5: an offer of HTTP/2, which some clients always make, is overlooked', async () => {
    world = await openHttpWorld()
    const { status } = await world.askRaw({ headers: { connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c' } })
    expect(status).toBe(200)
    expect(world.spy.seen[0]?.headers.upgrade).toBeUndefined()
  })

  it('S5: a GET that the upstream does not serve is answered as it answers', async () => {
    world = await openHttpWorld((_, outgoing) => void outgoing.writeHead(405, { allow: 'POST' }).end())
    const response = await world.ask({ method: 'GET' })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })

  it('passes DELETE, and an answer without a body', async () => {
    world = await openHttpWorld((_, outgoing) => void outgoing.writeHead(204).end())
    const response = await world.ask({ method: 'DELETE' })
    expect(response.status).toBe(204)
    expect(world.spy.seen[0]).toMatchObject({ method: 'DELETE', text: '' })
  })
})
