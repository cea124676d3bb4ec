/** The doctor, at real installations with real faults: each finding names the cause and the cure. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { compose } from '../src/compose.ts'
import { atPort, loadConfig } from '../src/config/load.ts'
import { examine } from '../src/doctor/examine.ts'
import type { Check, Finding } from '../src/doctor/finding.ts'
import { listen, type Listening } from '../src/listen.ts'

let dataDir: string
const open: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-doctor-'))
})

afterEach(async () => {
  for (const close of open.splice(0).toReversed()) await close()
  await rm(dataDir, { recursive: true, force: true })
})

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

/** Runs the server as `serve` does, on a free port. */
const start = async (environment: Readonly<Record<string, string>> = {}): Promise<Listening> => {
  const asked = loadConfig({
    environment: { GATEHOUSE_DATA_DIR: dataDir, PORT: '0', ...environment },
    workingDirectory: dataDir,
  })
  const listening = await listen({ host: asked.host, port: 0, dataDirectory: dataDir })
  const house = await compose(atPort(asked, listening.port), { log: silent })
  listening.open(house)
  open.push(house.close, listening.close)
  return listening
}

const stop = async (): Promise<void> => {
  for (const close of open.splice(0).toReversed()) await close()
}

const look = (
  environment: Readonly<Record<string, string>>,
  nodeVersion = process.version,
): Promise<readonly Finding[]> =>
  examine({ environment: { GATEHOUSE_DATA_DIR: dataDir, ...environment }, workingDirectory: dataDir, nodeVersion })

const about = (check: Check, findings: readonly Finding[]): string => {
  const finding = findings.find((one) => one.check === check)
  if (!finding) return 'nothing'
  return finding.state === 'fine' ? `fine: ${finding.says}` : `${finding.says} -> ${finding.cure}`
}

const serve = async (listener: RequestListener): Promise<{ readonly port: number; readonly server: Server }> => {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  open.push(async () => {
    server.close()
    server.closeAllConnections()
  })
  return { server, port: (server.address() as AddressInfo).port }
}

it('finds nothing wrong with a running server', async () => {
  const { port } = await start()
  const findings = await look({ PORT: String(port) })
  expect(findings.filter(({ state }) => state === 'problem')).toEqual([])
  expect(about('server', findings)).toContain(`runs as http://localhost:${port}`)
  expect(about('public URL', findings)).toContain('calls itself so')
})

it('finds nothing wrong before the first start', async () => {
  const { port, server } = await serve(() => undefined)
  server.close()
  expect((await look({ PORT: String(port) })).filter(({ state }) => state === 'problem')).toEqual([])
})

it('explains a wrong public URL: another server answers there', async () => {
  const other = await serve((_, response) => response.end(JSON.stringify({ issuer: 'https://somebody.example' })))
  const { port } = await start({ GATEHOUSE_PUBLIC_URL: `http://127.0.0.1:${other.port}` })
  const findings = await look({ PORT: String(port), GATEHOUSE_PUBLIC_URL: `http://127.0.0.1:${other.port}` })
  expect(about('public URL', findings)).toMatch(/calls itself https:\/\/somebody\.example -> Set publicUrl/)
})

it('explains a public URL where a proxy answers with a page, a redirect, or nobody', async () => {
  const page = await serve((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>'))
  const elsewhere = await serve((_, response) => response.writeHead(301, { location: 'https://www.example/' }).end())
  const nobody = await serve(() => undefined)
  nobody.server.close()
  const { port } = await start({ GATEHOUSE_PUBLIC_URL: `http://127.0.0.1:${page.port}` })
  const publicUrl = async (at: number) =>
    about('public URL', await look({ PORT: String(port), GATEHOUSE_PUBLIC_URL: `http://127.0.0.1:${at}` }))
  expect(await publicUrl(page.port)).toMatch(/something else answers .* -> Let the proxy pass/)
  expect(await publicUrl(elsewhere.port)).toMatch(/redirects to https:\/\/www\.example\/ -> Set publicUrl/)
  expect(await publicUrl(nobody.port)).toMatch(/nothing listens there -> Let http/)
})

it('tells a configuration that is not the one of the running server', async () => {
  const { port } = await start()
  const findings = await look({ PORT: String(port), GATEHOUSE_PUBLIC_URL: 'https://auth.example' })
  expect(about('server', findings)).toMatch(/calls itself http:\/\/localhost:\d+, but .* https:\/\/auth\.example -> /)
})

it('explains a port that another program has', async () => {
  const other = await serve((_, response) => response.writeHead(404).end())
  const findings = await look({ GATEHOUSE_HOST: '127.0.0.1', PORT: String(other.port) })
  expect(about('port', findings)).toMatch(/another program listens .* -> Stop that program, or take another port/)
})

it('explains a running server whose port is closed', async () => {
  const { port, server } = await serve(() => undefined)
  server.close()
  await start()
  expect(about('port', await look({ PORT: String(port) }))).toMatch(/nothing listens on .* -> /)
})

it('explains a data directory that cannot be used', async () => {
  const file = join(dataDir, 'file')
  await writeFile(file, '')
  expect(about('data directory', await look({ GATEHOUSE_DATA_DIR: file }))).toMatch(/is a file -> Name a folder/)
  expect(about('data directory', await look({ GATEHOUSE_DATA_DIR: join(file, 'below') }))).toMatch(
    /ENOTDIR.* -> Give the folder/,
  )
  await chmod(dataDir, 0o777)
  expect(about('data directory', await look({}))).toMatch(/other users .* -> Run `chmod 700/)
})

it('explains a data directory of another user', async () => {
  // Nobody is kept out of anything as root, so a child looks that has become somebody else.
  const module = JSON.stringify(import.meta.resolve('../src/doctor/check-data-directory.ts'))
  const script = `const { checkDataDirectory } = await import(${module})
    process.setuid?.(process.getuid?.() === 0 ? 65534 : process.getuid?.())
    console.log(JSON.stringify(await checkDataDirectory(process.argv[1])))`
  if (process.getuid?.() !== 0) await chmod(dataDir, 0o000)
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, dataDir])
  await chmod(dataDir, 0o700)
  expect(about('data directory', [JSON.parse(stdout) as Finding])).toMatch(/EACCES.* -> Give the folder to the user/)
})

it('K4: explains a wrong and a lost master key, and makes no new one', async () => {
  await start()
  await stop()
  const wrong = about('keys', await look({ PORT: '0', GATEHOUSE_MASTER_KEY: randomBytes(32).toString('base64') }))
  expect(wrong).toMatch(/master key.* -> /)
  await rm(join(dataDir, 'master-key'))
  expect(about('keys', await look({ PORT: '0' }))).toMatch(/gone .* -> Put the file back/)
  expect(about('keys', await look({ PORT: '0' }))).toMatch(/gone .* -> Put the file back/)
})

it('explains a database that is none', async () => {
  await writeFile(join(dataDir, 'gatehouse.db'), 'this is not a database, whatever its name says '.repeat(100))
  expect(about('keys', await look({ PORT: '0' }))).toMatch(/cannot be opened: .* -> Put it back/)
})

it('says every mistake of the configuration at once, and goes no further', async () => {
  const findings = await look({ PORT: 'eighty', GATEHOUSE_LOG_LEVEL: 'loud' })
  expect(findings.filter(({ state }) => state === 'problem')).toHaveLength(2)
  expect(about('configuration', findings)).toContain('port')
})

it('says when Node is too old', async () => {
  expect(about('Node', await look({ PORT: '0' }, 'v20.20.2'))).toMatch(
    /v20\.20\.2 is too old -> Install Node 22\.19\.0/,
  )
  expect(about('Node', await look({ PORT: '0' }, 'v22.19.0'))).toMatch(/^fine/)
})

it('says whether client documents can be fetched as configured, and nothing where nothing is', async () => {
  const wayOut = async (environment: Readonly<Record<string, string>>) => about('way out', await look(environment))
  const proxy = await serve((_, response) => response.writeHead(400).end())
  expect(await wayOut({})).toBe('nothing')
  expect(await wayOut({ GATEHOUSE_EGRESS_PROXY: `http://me:secret@127.0.0.1:${proxy.port}` })).toBe(
    `fine: the proxy answers at http://127.0.0.1:${proxy.port}`,
  )
  proxy.server.close()
  expect(await wayOut({ GATEHOUSE_EGRESS_PROXY: `http://me:secret@127.0.0.1:${proxy.port}` })).toMatch(
    /^the proxy http:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\), .* -> Start the proxy/,
  )
  expect(await wayOut({ GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_CA: join(dataDir, 'none') })).toMatch(
    /privateCa.*ENOENT.* -> Name a PEM file/,
  )
})
