/** A whole server that speaks https itself, and where it listens. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type RequestOptions } from 'node:https'
import { connect } from 'node:net'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAuthority } from '@gatehouse/testkit'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openHouseWithGateway, type HouseWithGateway } from './open-house.ts'

const authority = createAuthority()
let folder = ''
let world: HouseWithGateway
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-pair-'))
  const { cert, key } = authority.issue({ names: ['localhost'] })
  const files = { GATEHOUSE_TLS_CERT: join(folder, 'cert.pem'), GATEHOUSE_TLS_KEY: join(folder, 'key.pem') }
  await writeFile(files.GATEHOUSE_TLS_CERT, cert)
  await writeFile(files.GATEHOUSE_TLS_KEY, key)
  world = await openHouseWithGateway(undefined, files)
})
afterAll(async () => {
  await world.close()
  await rm(folder, { recursive: true })
})

const ask = (path: string, more: RequestOptions = {}) =>
  new Promise<{
    readonly status: number | undefined
    readonly headers: NodeJS.Dict<string | string[]>
    readonly body: string
  }>((resolve, reject) => {
    const url = `https://localhost:${world.port}${path}`
    get(url, { ca: authority.certificate, agent: false, ...more }, (answer) => {
      let body = ''
      answer.setEncoding('utf8').on('data', (text: string) => (body += text))
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }))
    }).once('error', reject)
  })

const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
const own = ['127.0.0.1', '::1'].filter((one) => addresses.some(({ address }) => address === one))

describe('a server with tls', () => {
  it.each(own)('speaks https at %s, and says so in every document', async (hostname) => {
    const { body, status } = await ask('/.well-known/oauth-protected-resource/mcp/notes', {
      hostname,
      servername: 'localhost',
    })
    expect(status).toBe(200)
    expect(JSON.parse(body)).toMatchObject({ resource: `https://localhost:${world.port}/mcp/notes` })
  })

  it('guards its servers as ever', async () => {
    const { status, headers } = await ask('/mcp/notes')
    expect(status).toBe(401)
    expect(headers['www-authenticate']).toContain(`resource_metadata="https://localhost:${world.port}/`)
  })

  it('gives the pages of people cookies that no plain http ever sees', async () => {
    const { headers } = await ask('/sign-in')
    expect(headers['strict-transport-security']).toBe('max-age=31536000')
  })
})

describe('S6: nobody beyond this computer', () => {
  const beyond = addresses
    .filter(({ internal, address }) => !internal && !address.startsWith('fe80'))
    .map(({ address }) => address)

  it.each(['127.0.0.2', ...beyond])('S6: can connect, by default: nothing listens at %s', async (host) => {
    const outcome = await new Promise((resolve) => {
      const socket = connect(world.port, host)
      socket.once('connect', () => resolve('connected')).once('error', () => resolve('refused'))
    })
    expect(outcome).toBe('refused')
  })
})
