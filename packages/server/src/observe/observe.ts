/** What is watched of every request, and by whom: numbers for Prometheus, spans for OpenTelemetry. Route names only, never a path as it was sent. */
import type { Metrics } from './metrics.ts'
import { traced } from './tracing.ts'

export interface Seen {
  readonly request: Request
  /** The path in the route table, or of a mount; `unknown` for everything else: strangers must not make new series. */
  readonly route: string
  readonly traceId: string
}

/** Around the making of an answer; changes nothing about it. */
export type Observe = (seen: Seen, answer: () => Promise<Response>) => Promise<Response>

/** `metrics`: absent where nobody reads them. */
export const createObserve =
  (metrics: Metrics | undefined): Observe =>
  async (seen, answer) => {
    const begun = performance.now()
    const response = await traced(seen, answer)
    metrics?.count(
      { route: seen.route, method: countedMethod(seen.request.method), status: response.status },
      (performance.now() - begun) / 1000,
    )
    return response
  }

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'])

/** As a label: strangers must not make new series. */
export const countedMethod = (method = 'GET'): string => (methods.has(method) ? method : 'other')
