/** Our own door: guard, policy, limits, identity and an event for each call. */
import { mkdtempSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startServer } from '../machine/server-process.ts'
import { openSession, workOf } from './asking.ts'
import type { Crossing, Door, Ground } from './door.ts'
import { isOverHttp } from './over-http.ts'

const manifest = new URL('../../packages/gateway/package.json', import.meta.url)
const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { readonly version: string }

const unbounded = 1_000_000_000
const limits = {
  perPerson: unbounded,
  perServer: unbounded,
  concurrentPerPerson: 1000,
  concurrent: 1000,
  streamsPerPerson: 1000,
}
const policy = {
  scopes: {},
  required: [],
  deny: ['drop_*'],
  tools: {},
  onToolChange: 'withhold',
  listing: 'reachable',
}

const upstreamOf = ({ upstream, commands }: Ground, crossing: Crossing): object => {
  if (crossing === 'lines' || crossing === 'everything') {
    const timeouts = { idle: 600_000, call: 60_000, start: 30_000 }
    const common = { environment: {}, perUser: false, timeouts, maxChildren: 4, maxLineBytes: 16_777_216 }
    return { kind: 'stdio', command: commands[crossing], cwd: process.cwd(), ...common }
  }
  const timeouts = { connect: 5000, head: 60_000, silence: 600_000 }
  const url = `${upstream}/${crossing === 'numbered' ? 'numbered' : 'mcp'}`
  return { kind: 'http', url, headers: {}, timeouts, maxAnswerBytes: 16_777_216 }
}

/** `flags`: of Node, such as `--cpu-prof`. */
export const gatehouse = (flags: readonly string[] = []): Door => ({
  name: 'Gatehouse',
  says: `@gatehouse/gateway ${version}; ES256 token seen before, policy with one denied pattern, Gatehouse-Identity, limits, an event for each call as a line of JSON to /dev/null`,
  async open(ground, crossing) {
    const port = ground.nextPort()
    const definition = {
      name: 'small',
      title: 'Small',
      upstream: upstreamOf(ground, crossing),
      policy,
      limits,
      identity: { audience: 'https://small.example/mcp' },
    }
    const { issuer } = ground.issuer
    const command = {
      argv: [...flags, fileURLToPath(new URL('../servers/gateway.ts', import.meta.url))],
      environment: {
        PORT: String(port),
        ISSUER: issuer,
        SERVERS: JSON.stringify([definition]),
        DATA: mkdtempSync(join(ground.directory, 'gateway-')),
      },
    }
    const server = await startServer(command, { port, metadataPath: '/mcp/.well-known/jwks.json' })
    const path = '/mcp/small'
    const token = ground.issuer.token({
      resource: `http://localhost:${port}${path}`,
      scope: 'small:read small:write small:admin',
    })
    const headers = { Authorization: `Bearer ${token}` }
    const session = isOverHttp(crossing) ? headers : await openSession(`http://127.0.0.1:${port}${path}`, headers)
    return { server, port, work: workOf(crossing, path, session) }
  },
})
