/** Tunnels, dug by programs that say what the real ones say: the URL is read from their output, and they end with us. */
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTunnel } from '../../src/protect/tunnel.ts'
import { startProtect, type Protecting } from './protect-process.ts'

/** As cloudflared 2026.11 says it, on standard error. */
const quickTunnel = `
2026-11-21T07:00:00Z INF Thank you for trying Cloudflare Tunnel. Doing so, without a Cloudflare account, is a quick way to experiment and try it out. However, be aware that these account-less Tunnels have no uptime guarantee.
2026-11-21T07:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...
2026-11-21T07:00:04Z INF +--------------------------------------------------------------------------------------------+
2026-11-21T07:00:04Z INF |  Your quick Tunnel has been created! Visit it at (it may take some time to be reachable):  |
2026-11-21T07:00:04Z INF |  https://gentle-river-foo.trycloudflare.com                                                 |
2026-11-21T07:00:04Z INF +--------------------------------------------------------------------------------------------+
2026-11-21T07:00:05Z INF Registered tunnel connection connIndex=0 connection=c event=0 ip=198.41.200.13 location=fra07 protocol=quic`
const noQuickTunnel = `
2026-11-21T07:00:00Z INF Requesting new quick Tunnel on trycloudflare.com...
failed to request quick Tunnel: Post "https://api.trycloudflare.com/tunnel": dial tcp: lookup api.trycloudflare.com: no such host`
/** As ngrok 3 says it, on standard output. */
const ngrokTunnel = `
t=2026-11-21T07:00:00+0000 lvl=info msg="no configuration paths supplied"
t=2026-11-21T07:00:00+0000 lvl=info msg="starting web service" obj=web addr=127.0.0.1:4040 allow_hosts=[]
t=2026-11-21T07:00:01+0000 lvl=info msg="client session established" obj=tunnels.session
t=2026-11-21T07:00:01+0000 lvl=info msg="started tunnel" obj=tunnels name=command_line addr=http://localhost:4646 url=https://a1b2-203-0-113-7.ngrok-free.app`
const noNgrok = `
t=2026-11-21T07:00:00+0000 lvl=eror msg="session closing" obj=tunnels.session err="authentication failed: Usage of ngrok requires a verified account and authtoken."
ERROR:  authentication failed: Usage of ngrok requires a verified account and authtoken.
ERROR:
ERROR:  ERR_NGROK_4018`

let folder: string
let protecting: Protecting | undefined
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gh-tunnel-'))
})
afterEach(async () => {
  await protecting?.stop()
  protecting = undefined
  await rm(folder, { recursive: true, force: true })
})

interface Act {
  readonly says: string
  readonly on: 1 | 2
  /** Instead of staying. */
  readonly exit?: number
}

/** A program of this name that writes down its arguments and its process. */
const install = async (name: string, { says, on, exit }: Act): Promise<void> => {
  const end = exit === undefined ? 'exec sleep 60' : `exit ${exit}`
  const script = `#!/bin/sh\necho "$$ $* $GATEHOUSE_MASTER_KEY" > "${folder}/${name}.ran"\ncat >&${on} <<'SAID'${says}\nSAID\n${end}\n`
  await mkdir(join(folder, 'bin'), { recursive: true })
  await writeFile(join(folder, 'bin', name), script)
  await chmod(join(folder, 'bin', name), 0o755)
}

const open = (wanted?: string) => {
  const environment = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin`, GATEHOUSE_MASTER_KEY: 'secret' }
  const silent = { say: () => undefined, complain: () => undefined, hasColours: false, isWatched: false }
  return openTunnel(wanted, 4646, { environment, workingDirectory: folder, input: process.stdin, ...silent })
}

const ran = async (name: string): Promise<readonly string[]> =>
  (await readFile(join(folder, `${name}.ran`), 'utf8')).trim().split(' ')

const isGone = (pid: string | undefined) => (): boolean => {
  try {
    process.kill(Number(pid), 0)
    return false
  } catch {
    return true
  }
}

describe('a tunnel', () => {
  it.each([
    [
      'cloudflared',
      { says: quickTunnel, on: 2 },
      'https://gentle-river-foo.trycloudflare.com',
      'tunnel --no-autoupdate --url http://localhost:4646',
    ],
    [
      'ngrok',
      { says: ngrokTunnel, on: 1 },
      'https://a1b2-203-0-113-7.ngrok-free.app',
      'http 4646 --log stdout --log-format logfmt',
    ],
  ] as const)('of %s is known by its output, sees nothing of ours, and ends', async (name, act, url, argv) => {
    await install(name, act)
    const tunnel = await open()
    expect(tunnel.url).toBe(url)
    const [pid, ...words] = await ran(name)
    expect(words.join(' ')).toBe(argv)
    tunnel.end()
    await expect.poll(isGone(pid)).toBe(true)
  })

  it.each([
    ['cloudflared', { says: noQuickTunnel, on: 2, exit: 1 }, 'lookup api.trycloudflare.com: no such host'],
    ['ngrok', { says: noNgrok, on: 1, exit: 1 }, 'ERR_NGROK_4018'],
  ] as const)('of %s that does not come up is told in its own words', async (name, act, words) => {
    await install(name, act)
    await expect(open(name)).rejects.toThrow(`--tunnel: ${name} ended with 1 before it had a URL:\n`)
    await expect(open(name)).rejects.toThrow(words)
  })

  it('takes the program that is wanted, though another is there', async () => {
    await install('cloudflared', { says: quickTunnel, on: 2 })
    await install('ngrok', { says: ngrokTunnel, on: 1 })
    const tunnel = await open('ngrok')
    tunnel.end()
    expect(tunnel.program.name).toBe('ngrok')
  })

  it('makes the issuer and everything under it, warns that its name will go, and ends with the server', async () => {
    await install('cloudflared', { says: quickTunnel, on: 2 })
    const port = String(20_000 + Math.floor(Math.random() * 20_000))
    const words = ['--port', port, '--tunnel', 'http://127.0.0.1:1/notes/mcp']
    protecting = await startProtect(words, undefined, { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` })
    expect(protecting.url).toBe('https://gentle-river-foo.trycloudflare.com')
    expect(protecting.said()).toContain('the next start gets another name, and every token and every registration')
    expect(protecting.printed()).toContain('https://gentle-river-foo.trycloudflare.com/mcp/notes   notes')
    const asked = `http://localhost:${port}/.well-known/oauth-authorization-server`
    expect(await (await fetch(asked)).json()).toMatchObject({ issuer: protecting.url })
    const [pid] = await ran('cloudflared')
    await protecting.stop()
    await expect.poll(isGone(pid)).toBe(true)
  })

  it('that breaks off is told in the log', async () => {
    await install('cloudflared', { says: quickTunnel, on: 2 })
    const port = String(20_000 + Math.floor(Math.random() * 20_000))
    const words = ['--port', port, '--tunnel', 'cloudflared', 'http://127.0.0.1:1/notes/mcp']
    protecting = await startProtect(words, undefined, { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` })
    process.kill(Number((await ran('cloudflared'))[0]), 'SIGKILL')
    expect(await protecting.hears('tunnel.ended')).toMatchObject({
      url: protecting.url,
      reason: 'it ended with SIGKILL',
    })
  })
})
