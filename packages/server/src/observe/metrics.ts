/** Numbers for Prometheus: requests by route, method and status, calls behind the gateway, how long they took, and how the process is. Text format 0.0.4 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'

export interface Metrics {
  count(labels: { readonly route: string; readonly method: string; readonly status: number }, seconds: number): void
  /** One call of one server behind the gateway. */
  called(server: string, outcome: string, seconds: number): void
  /** Asked whenever somebody looks. */
  watchUpstreams(read: () => readonly UpstreamSeen[]): void
  /** What a scrape is answered. */
  render(): Promise<string>
  readonly contentType: string
}

interface UpstreamSeen {
  readonly server: string
  readonly state: 'up' | 'down' | 'idle' | 'unknown'
  /** Programs that run for it, where it is a program. */
  readonly children?: number
}

/** From a document out of memory to a password hash on a busy machine. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
/** Tools may take their time. */
const callBuckets = [...buckets, 10, 30, 60, 300]

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
    ...gatewayNumbers(registry),
    render: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

const gatewayNumbers = (registry: Registry): Pick<Metrics, 'called' | 'watchUpstreams'> => {
  const registers = [registry]
  const calls = new Counter({
    name: 'gatehouse_gateway_calls_total',
    help: 'Calls behind the gateway that have ended, by server and by how.',
    labelNames: ['server', 'outcome'],
    registers,
  })
  const durations = new Histogram({
    name: 'gatehouse_gateway_call_duration_seconds',
    help: 'From the arrival of a call until its answer has ended.',
    labelNames: ['server'],
    buckets: callBuckets,
    registers,
  })
  return {
    called(server, outcome, seconds) {
      calls.inc({ server, outcome })
      durations.observe({ server }, seconds)
    },
    watchUpstreams: (read) => watchUpstreams(registry, read),
  }
}

const watchUpstreams = (registry: Registry, read: () => readonly UpstreamSeen[]): void => {
  const gauge = (name: string, help: string, valueOf: (seen: UpstreamSeen) => number | undefined): void =>
    void new Gauge({
      name,
      help,
      labelNames: ['server'],
      registers: [registry],
      // Servers come and go while the gateway stands.
      collect() {
        this.reset()
        for (const seen of read()) {
          const value = valueOf(seen)
          if (value !== undefined) this.set({ server: seen.server }, value)
        }
      },
    })
  gauge('gatehouse_upstream_up', '1: answers, or waits for work; 0: does not answer; absent: nobody knows yet.', upOf)
  gauge('gatehouse_upstream_children', 'Programs that run now.', ({ children }) => children)
}

const upOf = ({ state }: UpstreamSeen): number | undefined =>
  state === 'unknown' ? undefined : state === 'down' ? 0 : 1
