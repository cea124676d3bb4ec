/** Numbers for Prometheus: requests by route, method and status, how long they took, and how the process is. Text format 0.0.4 */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

export interface Metrics {
  count(labels: { readonly route: string; readonly method: string; readonly status: number }, seconds: number): void
  /** What a scrape is answered. */
  render(): Promise<string>
  readonly contentType: string
}

/** From a document out of memory to a password hash on a busy machine. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]

export const createMetrics = (): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const requests = new Counter({
    name: 'gatehouse_http_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['route', 'method', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'gatehouse_http_request_duration_seconds',
    help: 'From the arrival of a request until its answer begins.',
    labelNames: ['route'],
    buckets,
    registers,
  })
  return {
    count({ route, method, status }, seconds) {
      requests.inc({ route, method, status: String(status) })
      durations.observe({ route }, seconds)
    },
    render: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
