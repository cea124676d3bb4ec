/** Binds servers to addresses: `localhost` is both loopback addresses on one port. */
import type { Server } from 'node:http'
import { ConfigError } from '../config/config-error.ts'

/** The servers that listen now, and their common port. `create` makes one server an address. Throws ConfigError. */
export const listenOn = async (
  { host, port }: Where,
  create: () => Server,
): Promise<{ readonly servers: readonly Server[]; readonly port: number }> => {
  if (host !== 'localhost') return bindAll([host], port, create)
  const both = () => bindAll(['127.0.0.1', '::1'], port, create)
  // A free port that the system chose on one address can be taken on the other.
  return port === 0 ? both().catch(both) : both()
}

interface Where {
  readonly host: string
  readonly port: number
}

const bindAll = async (hosts: readonly string[], port: number, create: () => Server) => {
  const servers: Server[] = []
  for (const host of hosts) {
    const server = create()
    const isBound = await bind(server, { host, port: portOf(servers) ?? port }).catch((error: unknown) => {
      servers.forEach((earlier) => earlier.close())
      throw error
    })
    if (isBound) servers.push(server)
  }
  const bound = portOf(servers)
  if (bound !== undefined) return { servers, port: bound }
  throw problem({ host: hosts.join(', '), port }, 'EADDRNOTAVAIL')
}

const portOf = ([server]: readonly Server[]): number | undefined => {
  const address = server?.address()
  return typeof address === 'object' && address !== null ? address.port : undefined
}

/** false: this machine has no such loopback address (often no IPv6). */
const bind = (server: Server, where: Where): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const isAbsent = error.code === 'EADDRNOTAVAIL' || error.code === 'EAFNOSUPPORT'
      if (isAbsent && (where.host === '::1' || where.host === '127.0.0.1')) resolve(false)
      else reject(problem(where, error.code, error))
    }
    server.once('error', fail)
    server.listen({ ...where, exclusive: true }, () => {
      server.removeListener('error', fail)
      resolve(true)
    })
  })

type Words = readonly [key: string, reason: string, cure: string]

const problem = ({ host, port }: Where, code: string | undefined, cause?: unknown): ConfigError => {
  const next = port + 1
  const known: Readonly<Record<string, Words>> = {
    EADDRINUSE: [
      'port',
      `another program listens on port ${port}`,
      `Stop it, or take another port: --port ${next}, or PORT=${next}`,
    ],
    EACCES: [
      'port',
      `this user may not listen on port ${port}`,
      'Take one above 1023, and let a proxy have the low one',
    ],
    EADDRNOTAVAIL: ['host', `this machine has no address ${host}`, 'Write localhost, or an address of this machine'],
    ENOTFOUND: ['host', `nobody knows the host ${host}`, 'Write localhost, or an address of this machine'],
  }
  const [key, reason, cure] = known[code ?? ''] ?? ['host', `cannot listen on ${host} (${code})`, 'Write localhost']
  return new ConfigError([{ key, source: `${host}:${port}`, reason, cure }], { cause })
}
