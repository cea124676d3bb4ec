/** What Prometheus and OpenTelemetry get to see: routes, never what somebody sent. */
import { propagation, trace, type Context, type Span, type SpanKind, type TextMapPropagator } from '@opentelemetry/api'
import { createMetrics } from '@gatehouse/server/observe/metrics'
import { smallWorld } from '@gatehouse/testkit'
import { afterEach, describe, expect, it } from 'vitest'

const token = 'a-token-for-prometheus'
const counted = async () => {
  const metrics = createMetrics()
  return { metrics, world: await smallWorld({ needs: { metrics, metricsToken: token } }) }
}

describe('metrics', () => {
  it('count requests by route, method and status, and never by a path that a stranger chose', async () => {
    const { metrics, world } = await counted()
    await world.request('/health')
    await world.request('/nowhere/at-all?code=secret')
    await world.request('/token', { method: 'POST', body: new URLSearchParams({ code: 'secret' }) })
    const text = await metrics.render()
    expect(text).toContain('gatehouse_http_requests_total{route="/health",method="GET",status="200"} 1')
    expect(text).toContain('gatehouse_http_requests_total{route="unknown",method="GET",status="404"} 1')
    expect(text).toMatch(/gatehouse_http_requests_total\{route="\/token",method="POST",status="40[01]"\} 1/)
    expect(text).toContain('gatehouse_http_request_duration_seconds_bucket{le="0.001",route="/health"}')
    expect(text).not.toMatch(/secret|nowhere/)
  })

  it('are read with the token, and with nothing else', async () => {
    const { world } = await counted()
    const read = (authorization?: string) =>
      world.request('/metrics', authorization === undefined ? {} : { headers: { Authorization: authorization } })
    expect((await read(`Bearer ${token}`)).status).toBe(200)
    for (const wrong of [undefined, 'Bearer x', `Bearer ${token}x`, `Basic ${token}`]) {
      expect((await read(wrong)).status).toBe(401)
    }
  })

  it('do not exist on the public port without a token', async () => {
    const world = await smallWorld({ needs: { metrics: createMetrics() } })
    expect((await world.request('/metrics')).status).toBe(404)
  })
})

describe('traces', () => {
  afterEach(() => {
    trace.disable()
    propagation.disable()
  })

  it('a span joins the caller’s trace and knows the route, never the query', async () => {
    const spans: { name: string; attributes: Record<string, unknown>; parent: string | undefined }[] = []
    trace.setGlobalTracerProvider({
      getTracer: () => ({
        startSpan: () => trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 }),
        startActiveSpan: (name: string, ...rest: unknown[]) => {
          const [options, parent, act] = rest as [
            { attributes: Record<string, unknown>; kind: SpanKind },
            Context,
            (span: Span) => never,
          ]
          const attributes = { ...options.attributes }
          spans.push({ name, attributes, parent: parent.getValue(parentKey) as string | undefined })
          const span = {
            setAttribute: (key: string, value: unknown) => Object.assign(attributes, { [key]: value }),
            setStatus: () => span,
            end: () => undefined,
          }
          return act(span as unknown as Span)
        },
      }),
    })
    const parentKey = Symbol('traceparent')
    propagation.setGlobalPropagator({
      inject: () => undefined,
      fields: () => ['traceparent'],
      extract: (to, carrier, getter) => to.setValue(parentKey, getter.get(carrier, 'traceparent')),
    } satisfies TextMapPropagator)
    const world = await smallWorld()
    await world.request('/authorize?code=secret', { headers: { traceparent: '00-aa-bb-01' } })
    const [span] = spans.filter(({ name }) => name === 'GET /authorize')
    expect(span).toMatchObject({
      parent: '00-aa-bb-01',
      attributes: { 'http.route': '/authorize', 'http.response.status_code': 400 },
    })
    expect(JSON.stringify(spans)).not.toContain('secret')
  })
})
