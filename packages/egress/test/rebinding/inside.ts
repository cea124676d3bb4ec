/**
 * The inside of the rebinding laboratory: runs in a network of its own, where a real name server says now a public address, now a private one.
 * Prints what was seen as JSON. Started by laboratory.ts.
 */
import { execFileSync, spawn } from 'node:child_process'
import { lookup } from 'node:dns/promises'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createWebServer } from 'node:https'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { setDefaultCACertificates } from 'node:tls'
import { createAuthority } from '@gatehouse/testkit/certificates'
import { whyNotPublic } from '../../src/addresses/why-not-public.ts'
import { createDocumentFetch } from '../../src/documents/document-fetch.ts'
import type { Seen } from './laboratory.ts'

const name = 'rebinding.example'
const addresses = { nameServer: '8.8.4.53', host: '8.8.4.80' }
const victims = ['127.0.0.1', '10.0.0.80', '169.254.169.254', '::1', 'fd00::80']
const endless = 1e9
const limits = { atOnce: endless, atOnceOfHost: endless, perMinute: endless, perMinuteOfHost: endless }

const run = (command: string, ...given: readonly string[]): void => void execFileSync(command, given)

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-rebinding-'))
const hostsFile = join(folder, 'hosts')
process.on('exit', () => rmSync(folder, { recursive: true }))

/** Every address of the play is this network's own loopback interface: no packet can leave it. */
const layNetwork = (): void => {
  run('ip', 'link', 'set', 'lo', 'up')
  for (const address of [...Object.values(addresses), '10.0.0.80', '169.254.169.254']) {
    run('ip', 'address', 'add', `${address}/32`, 'dev', 'lo')
  }
  run('ip', '-6', 'address', 'add', 'fd00::80/128', 'dev', 'lo', 'nodad')
  const resolvers = join(folder, 'resolv.conf')
  writeFileSync(resolvers, `nameserver ${addresses.nameServer}\n`)
  run('mount', '--bind', resolvers, '/etc/resolv.conf')
}

const openNameServer = async () => {
  const answers = [[addresses.host], ...victims.map((victim) => [victim]), [addresses.host, '10.0.0.80']]
  let turn = 0
  const write = (): void => {
    const answer = turn % 2 === 0 ? [addresses.host] : (answers[((turn - 1) / 2) % answers.length] ?? [])
    writeFileSync(hostsFile, answer.map((address) => `${address} ${name}\n`).join(''))
    turn += 1
  }
  write()
  const own = [`--addn-hosts=${hostsFile}`, `--listen-address=${addresses.nameServer}`, '--bind-interfaces']
  const quiet = ['--no-daemon', '--no-resolv', '--no-hosts', '--local-ttl=0', '--pid-file=']
  const daemon = spawn('dnsmasq', [...own, ...quiet], { stdio: 'ignore' })
  const isUp = async () => (await lookup(name).catch(() => undefined)) !== undefined
  while (!(await isUp())) {
    if (daemon.exitCode !== null) throw new Error('dnsmasq did not start')
    await wait(20)
  }
  const timer = setInterval(() => {
    write()
    daemon.kill('SIGHUP')
  }, 3)
  return async () => {
    clearInterval(timer)
    const gone = once(daemon, 'exit')
    daemon.kill()
    await gone
  }
}

/** Whoever reaches one of these was led astray. */
const openVictims = async () => {
  let count = 0
  const servers = await Promise.all(
    victims.map(async (address): Promise<Server> => {
      const server = createServer((socket) => {
        count += 1
        socket.on('error', () => undefined).destroy()
      }).listen(443, address)
      await once(server, 'listening')
      return server
    }),
  )
  return { reached: () => count, close: () => servers.forEach((server) => server.close()) }
}

const openHost = async (): Promise<() => void> => {
  const authority = createAuthority()
  setDefaultCACertificates([authority.certificate])
  const host = createWebServer(authority.issue({ names: [name] }), (_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
  }).listen(443, addresses.host)
  await once(host, 'listening')
  return () => host.close()
}

/** What many do: look, check, and connect by name. */
const careless = async (): Promise<void> => {
  const found = await lookup(name, { all: true }).catch(() => [])
  if (found.length === 0 || found.some(({ address }) => whyNotPublic(address) !== undefined)) return
  const socket = connect({ host: name, port: 443 })
  await Promise.race([once(socket, 'connect'), once(socket, 'error')]).catch(() => undefined)
  socket.destroy()
}

const play = async (rounds: number): Promise<Seen> => {
  const outcomes: Record<string, number> = {}
  const note = (outcome: string) => void (outcomes[outcome] = (outcomes[outcome] ?? 0) + 1)
  const report = ({ code }: { readonly code: string }) => note(code)
  const door = createDocumentFetch({ limits, report, timing: { patience: 4500, failuresAnswer: 0 } })
  const led = await openVictims()
  const inRounds = async (one: (round: number) => Promise<unknown>): Promise<void> => {
    for (let round = 0; round < rounds; round += 8) {
      await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((index) => one(round + index)))
    }
  }
  await inRounds(async (round) => {
    const { outcome } = await door({ url: `https://${name}/${round}`, maxBytes: 100 })
    if (outcome === 'fetched') note(outcome)
  })
  const byDoor = led.reached()
  await inRounds(careless)
  led.close()
  return { rounds, outcomes, astray: { door: byDoor, careless: led.reached() - byDoor } }
}

layNetwork()
const closeNameServer = await openNameServer()
const closeHost = await openHost()
const seen = await play(Number(process.argv[2]))
closeHost()
await closeNameServer()
process.stdout.write(JSON.stringify(seen))
