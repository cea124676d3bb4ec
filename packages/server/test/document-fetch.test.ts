/** The way out of a whole server, as an operator configures it: real sockets, a real host with a certificate of its own authority. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { capturedLog, type CapturedLog } from '@gatehouse/testkit'
import { documentHost, type DocumentHost } from '@gatehouse/testkit/document-host'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { loadConfig } from '../src/config/load.ts'
import { openHouse, type OpenHouse } from '../src/open-house.ts'

let folder: string
let host: DocumentHost
let log: CapturedLog
let house: OpenHouse | undefined

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gatehouse-way-out-'))
  host = await documentHost()
  log = capturedLog()
})

afterEach(async () => {
  await house?.close(0)
  house = undefined
  await host.close()
  await rm(folder, { recursive: true, force: true })
})

const server = { name: 'notes', url: 'https://n.example/mcp', scopes: [{ name: 'r', description: 'Read' }] }
const furnished = {
  GATEHOUSE_BOOTSTRAP_USER: 'alice',
  GATEHOUSE_BOOTSTRAP_PASSWORD: 'a walk in the woods',
  GATEHOUSE_SERVERS: JSON.stringify([server]),
}
const callback = 'http://127.0.0.1/callback'

const start = async (environment: Readonly<Record<string, string>> = {}): Promise<OpenHouse> => {
  const wanted = loadConfig({
    environment: { ...furnished, GATEHOUSE_DATA_DIR: folder, PORT: '0', ...environment },
    workingDirectory: folder,
  })
  house = await openHouse(wanted, { log })
  return house
}

/** As a browser that a client sends here. */
const authorize = async ({ config: { publicUrl } }: OpenHouse, clientId: string): Promise<Response> => {
  const asked = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: callback,
    code_challenge: 'A'.repeat(43),
    code_challenge_method: 'S256',
  })
  return fetch(`${publicUrl}/authorize?${asked.toString()}`, { redirect: 'manual' })
}

const reasons = () => log.lines.filter(({ event }) => event === 'document.not-fetched').map(({ facts }) => facts)

it('lets in a client of a private host that the operator named, under the authority that the operator named', async () => {
  const id = host.serveClient('/client', { client_name: 'Notes', redirect_uris: [callback] })
  const settings = {
    GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_HOSTS: host.host,
    GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_CA: host.authorityFile,
  }
  const answer = await authorize(await start(settings), id)
  expect(answer.status).toBe(200)
  expect(await answer.text()).toMatch(/Notes[^]*action="\/sign-in\?/)
  expect(host.visits).toHaveLength(1)
  expect(reasons()).toEqual([])
})

it('H8 H14: goes to no private host of its own accord: one page and one time for that and for every failure', async () => {
  const here = await start({
    GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_HOSTS: `${host.host},localhost:1`,
    GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_CA: host.authorityFile,
  })
  host.answer('/text', (_, response) => response.end('text'))
  const ids = [
    host.serveClient('/client').replace('localhost', 'a.localhost'),
    `${host.origin}/404`,
    `${host.origin}/text`,
    'https://localhost:1/closed',
  ]
  const began = performance.now()
  const visits = await Promise.all(
    ids.map(async (id) => {
      const answer = await authorize(here, id)
      const text = (await answer.text()).replaceAll(/trc_[0-9A-Za-z]+/g, 'trc')
      return { page: `${answer.status} ${text}`, time: performance.now() - began }
    }),
  )
  expect(new Set(visits.map(({ page }) => page)).size).toBe(1)
  expect(visits[0]?.page).toMatch(/^400 /)
  const times = visits.map(({ time }) => time)
  expect(Math.min(...times)).toBeGreaterThan(4990)
  expect(Math.max(...times) - Math.min(...times)).toBeLessThan(250)
  expect(host.visits.map(({ path }) => path).toSorted()).toEqual(['/404', '/text'])
  expect(new Set(reasons().map(({ code }) => code))).toEqual(new Set(['url', 'status', 'answer', 'connection']))
})

it('does not start with a file of certificates that cannot be used, and says why', async () => {
  const file = join(folder, 'ca.pem')
  const problem = async (path: string) => {
    const failed = await start({ GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_CA: path }).catch((error: unknown) => error)
    return failed instanceof Error ? failed.message : 'started'
  }
  expect(await problem(file)).toMatch(/clientDocuments\.privateCa.*cannot be read \(ENOENT\)/s)
  await writeFile(file, 'something else')
  expect(await problem(file)).toContain('there is no certificate in it')
  await writeFile(file, '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n')
  expect(await problem(file)).toContain('a certificate in it cannot be read')
})
