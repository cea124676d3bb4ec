/** The doors that put HTTP around a program of lines, beside none at all. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { startServer } from '../machine/server-process.ts'
import { callOf, greeting, openSession, workOf } from './asking.ts'
import type { Crossing, Door, Ground } from './door.ts'

const isOverStdio = (crossing: Crossing): crossing is 'lines' | 'everything' =>
  crossing === 'lines' || crossing === 'everything'

const pipes: Door = {
  name: 'bare pipes',
  says: 'the load speaks to the program itself, 64 calls at once; the CPU is that of the program, which counts nowhere else',
  async open({ commands }, crossing) {
    if (!isOverStdio(crossing)) return undefined
    return { port: 0, work: { kind: 'lines', command: commands[crossing], greeting, line: callOf(crossing) } }
  },
}

const floor: Door = {
  name: 'bare node:http and pipes',
  says: 'ids put in and put back, nothing else',
  async open({ commands, nextPort }, crossing) {
    if (!isOverStdio(crossing)) return undefined
    const port = nextPort()
    const argv = [fileURLToPath(new URL('../servers/pipe-floor.ts', import.meta.url))]
    const environment = { PORT: String(port), COMMAND: JSON.stringify(commands[crossing]) }
    const server = await startServer({ argv, environment }, { port, metadataPath: '/up' })
    await openSession(`http://127.0.0.1:${port}/mcp`)
    return { server, port, work: workOf(crossing, '/mcp') }
  },
}

const manifest = new URL('../node_modules/supergateway/package.json', import.meta.url)
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }
const program = fileURLToPath(new URL('../node_modules/supergateway/dist/index.js', import.meta.url))

const startSupergateway = async ({ commands, nextPort }: Ground, crossing: 'lines' | 'everything', flags: string[]) => {
  const port = nextPort()
  const settings = ['--outputTransport', 'streamableHttp', '--port', String(port), '--logLevel', 'none']
  const argv = [program, ...settings, '--healthEndpoint', '/up', '--stdio', commands[crossing].join(' '), ...flags]
  return { port, server: await startServer({ argv, environment: {} }, { port, metadataPath: '/up' }) }
}

const stateful: Door = {
  name: 'supergateway, stateful',
  says: `supergateway ${version}, --stateful, one session, no log`,
  async open(ground, crossing) {
    if (!isOverStdio(crossing)) return undefined
    const { port, server } = await startSupergateway(ground, crossing, ['--stateful'])
    const session = await openSession(`http://127.0.0.1:${port}/mcp`)
    return { server, port, work: workOf(crossing, '/mcp', session) }
  },
}

const stateless: Door = {
  name: 'supergateway, stateless',
  says: `supergateway ${version}, no log; it starts the program for every call, so only 4 connections`,
  async open(ground, crossing) {
    if (!isOverStdio(crossing)) return undefined
    const { port, server } = await startSupergateway(ground, crossing, [])
    const work = workOf(crossing, '/mcp')
    return { server, port, work: work.kind === 'calls' ? { ...work, connections: 4 } : work }
  },
}

export const doorsOverStdio: readonly Door[] = [pipes, floor, stateful, stateless]
