/** The doctor, at real installations with real faults: each finding names the cause and the cure. */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { AdminClient } from '@gatehouse/admin-api'
import { smallWorld } from '@gatehouse/testkit'
import { days } from '@gatehouse/protocol/time'
import { expect, it } from 'vitest'
import { loadConfig } from '../src/config/load.ts'
import type { Finding } from '../src/doctor/finding.ts'
import { checkRotation } from '../src/doctor/inside/check-rotation.ts'
import { about, furnished, useDoctor, wrong } from './doctor-world.ts'

const { dataDir, start, stop, look, serve } = useDoctor()

it('finds nothing wrong with a running server', async () => {
  const { port } = await start(furnished)
  const findings = await look({ PORT: String(port) })
  expect(wrong(findings)).toEqual([])
  expect(about('server', findings)).toContain(`runs as http://localhost:${port}`)
  expect(about('public URL', findings)).toContain('calls itself so')
})

it('finds nothing wrong before the first start', async () => {
  const { port, server } = await serve(() => undefined)
  server.close()
  expect(wrong(await look({ PORT: String(port) }))).toEqual([])
})

it('explains a certificate that is not there', async () => {
  const files = { GATEHOUSE_TLS_CERT: join(dataDir(), 'cert.pem'), GATEHOUSE_TLS_KEY: join(dataDir(), 'key.pem') }
  expect(about('TLS', await look(files))).toMatch(/the file cannot be read \(ENOENT\) \(.*cert\.pem\).* -> Name a file/)
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
  const file = join(dataDir(), 'file')
  await writeFile(file, '')
  expect(about('data directory', await look({ GATEHOUSE_DATA_DIR: file }))).toMatch(/is a file -> Name a folder/)
  expect(about('data directory', await look({ GATEHOUSE_DATA_DIR: join(file, 'below') }))).toMatch(
    /ENOTDIR.* -> Give the folder/,
  )
  await chmod(dataDir(), 0o777)
  expect(about('data directory', await look({}))).toMatch(/other users .* -> Run `chmod 700/)
})

it('explains a data directory of another user', async () => {
  // Nobody is kept out of anything as root, so a child looks that has become somebody else.
  const module = JSON.stringify(import.meta.resolve('../src/doctor/inside/check-data-directory.ts'))
  const script = `const { checkDataDirectory } = await import(${module})
    process.setuid?.(process.getuid?.() === 0 ? 65534 : process.getuid?.())
    console.log(JSON.stringify(await checkDataDirectory(process.argv[1])))`
  if (process.getuid?.() !== 0) await chmod(dataDir(), 0o000)
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script, dataDir()])
  await chmod(dataDir(), 0o700)
  expect(about('data directory', [JSON.parse(stdout) as Finding])).toMatch(/EACCES.* -> Give the folder to the user/)
})

it('K4: explains a wrong and a lost master key, and makes no new one', async () => {
  await start()
  await stop()
  const stranger = about('keys', await look({ PORT: '0', GATEHOUSE_MASTER_KEY: randomBytes(32).toString('base64') }))
  expect(stranger).toMatch(/master key.* -> /)
  await rm(join(dataDir(), 'master-key'))
  expect(about('keys', await look({ PORT: '0' }))).toMatch(/gone .* -> Put the file back/)
  expect(about('keys', await look({ PORT: '0' }))).toMatch(/gone .* -> Put the file back/)
})

it('explains a database that is none', async () => {
  await writeFile(join(dataDir(), 'gatehouse.db'), 'this is not a database, whatever its name says '.repeat(100))
  expect(about('database', await look({ PORT: '0' }))).toMatch(/is damaged: file is not a database -> .* put the file/)
  expect(about('keys', await look({ PORT: '0' }))).toBe('nothing')
})

it('says every mistake of the configuration at once, and goes no further', async () => {
  const findings = await look({ PORT: 'eighty', GATEHOUSE_LOG_LEVEL: 'loud' })
  expect(wrong(findings)).toHaveLength(2)
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
    /^the proxy http:\/\/127\.0\.0\.1:\d+ cannot be reached \(ECONNREFUSED\) -> Start the proxy/,
  )
  expect(await wayOut({ GATEHOUSE_CLIENT_DOCUMENTS_PRIVATE_CA: join(dataDir(), 'none') })).toMatch(
    /privateCa.*ENOENT.* -> Name a PEM file/,
  )
})

it('reads the database through, beside the running server too', async () => {
  await start(furnished)
  expect(about('database', await look({ PORT: '0' }))).toMatch(/^fine: \d+ MB, whole, .* free$/)
  await stop()
  await truncate(join(dataDir(), 'gatehouse.db'), 3 * 4096)
  expect(about('database', await look({ PORT: '0' }))).toMatch(/is damaged: .* -> Stop the server/)
})

it('says that nobody has an account', async () => {
  const { port } = await start()
  expect(about('account', await look({ PORT: String(port) }))).toMatch(
    /nobody has an account yet -> Open the setup link/,
  )
})

it('says when the next key is due, which algorithm has none, and that rotation stands still', async () => {
  const { clock, needs } = await smallWorld()
  const admin = (async () => ({ keys: await needs.keyKeeping.list() })) as unknown as AdminClient
  const rotation = async (algorithms: string, at: number) => {
    const environment = { GATEHOUSE_SIGNING_ALGORITHMS: algorithms }
    const { findings } = await checkRotation(admin, loadConfig({ environment, workingDirectory: dataDir() }), at)
    return about('keys', findings)
  }
  expect(await rotation('ES256', clock.now())).toMatch(/^fine: ES256 since \d{4}-\d\d-\d\d, the next on \d{4}-/)
  expect(await rotation('ES256,RS256', clock.now())).toMatch(/no key signs with RS256 -> .*--algorithm RS256 --now/)
  expect(await rotation('ES256', clock.now() + days(91))).toMatch(/was due on .*, and nobody made it -> The log says/)
})

it('names options that hurt somebody together', async () => {
  const options = async (environment: Readonly<Record<string, string>>) =>
    about('configuration', await look({ PORT: '0', ...environment }))
  expect(await options({})).toBe('fine: every option makes sense')
  expect(await options({ GATEHOUSE_TRUSTED_PROXIES: '0.0.0.0/0' })).toMatch(
    /believes 0\.0\.0\.0\/0 -> Name the addresses/,
  )
  expect(await options({ GATEHOUSE_PUBLIC_URL: 'http://auth.example', GATEHOUSE_INSECURE_ALLOW_HTTP: 'true' })).toMatch(
    /serves people at http:\/\/auth\.example -> Let a proxy speak TLS/,
  )
  expect(await options({ GATEHOUSE_REGISTRATION: 'off', GATEHOUSE_CLIENT_DOCUMENTS_ACCEPT: 'off' })).toMatch(
    /both off, and no client is declared -> Bring clients/,
  )
  expect(await options({ GATEHOUSE_METRICS_PORT: '9464', GATEHOUSE_METRICS_HOST: '0.0.0.0' })).toMatch(
    /open to every network .* -> Set metrics\.host/,
  )
})

it('asks the port of the metrics', async () => {
  const { port, metricsPort } = await start({ ...furnished, GATEHOUSE_METRICS_PORT: '0' })
  const metrics = async (at: number) =>
    about('metrics', await look({ PORT: String(port), GATEHOUSE_METRICS_PORT: String(at) }))
  expect(await metrics(metricsPort ?? 0)).toMatch(/^fine: .*\/metrics answers/)
  const other = await serve((_, response) => response.end('hello'))
  expect(await metrics(other.port)).toMatch(/something else answers at .* -> /)
  other.server.close()
  other.server.closeAllConnections()
  expect(await metrics(other.port)).toMatch(/nothing answers at .* -> /)
})
