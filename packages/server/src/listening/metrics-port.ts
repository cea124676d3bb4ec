/** A port of its own for Prometheus: without a token, so by default on this computer only. */
import type { Metrics } from '../observe/metrics.ts'
import { metricsResponse } from '../observe/metrics-response.ts'
import { listenOn } from './addresses.ts'
import { createWebServer, type WebServer } from './web-server.ts'

interface Where {
  readonly host: string
  readonly port: number
}

/** Returns the port and what closes it. Throws ConfigError when it is taken. */
export const listenForMetrics = async (
  where: Where,
  metrics: Metrics,
): Promise<{ readonly port: number; readonly close: () => Promise<void> }> => {
  const webServers: WebServer[] = []
  const { port } = await listenOn(where, () => {
    const webServer = createWebServer((request) => answer(request, metrics))
    webServers.push(webServer)
    return webServer.server
  })
  return { port, close: async () => void (await Promise.all(webServers.map((one) => one.close()))) }
}

const answer = async (request: Request, metrics: Metrics): Promise<Response> => {
  if (new URL(request.url).pathname !== '/metrics') return new Response(null, { status: 404 })
  if (request.method === 'GET') return metricsResponse(metrics)
  return new Response(null, { status: 405, headers: { Allow: 'GET' } })
}
