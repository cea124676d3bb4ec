/** Opens the doors: HTTP on its addresses, the admin API on its socket. Bound before anything is composed, so that a taken port costs nothing. */
import type { AppFetch } from './app-needs.ts'
import { listenOnSocket } from './listening/admin-socket.ts'
import { listenOn } from './listening/addresses.ts'
import { usualTimeouts, type Timeouts } from './listening/timeouts.ts'
import type { Tls } from './listening/tls-files.ts'
import type { NodeDoor } from './start/annex.ts'
import { createWebServer, type WebServer } from './listening/web-server.ts'

export interface Listening {
  /** The one that was asked for, or the free one that the system chose. */
  readonly port: number
  /** Until then every request is told to come back. */
  readonly open: (doors: { readonly app: AppFetch; readonly admin: AppFetch; readonly door?: NodeDoor }) => void
  /** No new connections; waits for the answers in the making, `grace` milliseconds at most. */
  readonly close: (grace?: number) => Promise<void>
}

interface Where {
  readonly host: string
  readonly port: number
  readonly dataDirectory: string
  /** For everybody but the socket of the operator; absent: plain http. */
  readonly tls?: Tls | undefined
}

/** Throws ConfigError when a port or the data directory is taken. */
export const listen = async (where: Where, timeouts: Timeouts = usualTimeouts): Promise<Listening> => {
  let app: AppFetch = notYet
  let admin: AppFetch = notYet
  let door: NodeDoor = () => false
  const adminServer = createWebServer((request, peer) => admin(request, peer), timeouts)
  await listenOnSocket(adminServer.server, where.dataDirectory)
  const webServers: WebServer[] = []
  const create = () => {
    const front = { door: (...one: Parameters<NodeDoor>) => door(...one), tls: where.tls }
    const webServer = createWebServer((request, peer) => app(request, peer), timeouts, front)
    webServers.push(webServer)
    return webServer.server
  }
  const { port } = await listenOn(where, create).catch(async (error: unknown) => {
    where.tls?.close()
    await adminServer.close()
    throw error
  })
  return {
    port,
    open(doors) {
      ;({ app, admin, door = door } = doors)
    },
    async close(grace = 10_000) {
      where.tls?.close()
      const all = [...webServers, adminServer]
      const gone = Promise.all(all.map((one) => one.close()))
      const timer = setTimeout(() => all.forEach(({ server }) => server.closeAllConnections()), grace)
      await gone
      clearTimeout(timer)
    },
  }
}

const notYet: AppFetch = async () => new Response(null, { status: 503, headers: { 'Retry-After': '1' } })
