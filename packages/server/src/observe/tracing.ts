/** Spans by the API of OpenTelemetry: without an SDK in the process they cost next to nothing and go nowhere. W3C Trace Context, semantic conventions for HTTP */
import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api'
import type { Seen } from './observe.ts'

const tracer = trace.getTracer('@gatehouse/server')

/** Joins the trace of whoever calls. The span knows the route, never the query: codes and tokens could stand there. */
export const traced = (seen: Seen, answer: () => Promise<Response>): Promise<Response> => {
  const { request, route, traceId } = seen
  const parent = request.headers.has('traceparent')
    ? propagation.extract(context.active(), request.headers, headerGetter)
    : context.active()
  const attributes = {
    'http.request.method': request.method,
    'http.route': route,
    'gatehouse.trace_id': traceId,
  }
  return tracer.startActiveSpan(`${request.method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent, (span) =>
    within(span, answer),
  )
}

const within = async (span: Span, answer: () => Promise<Response>): Promise<Response> => {
  try {
    const response = await answer()
    span.setAttribute('http.response.status_code', response.status)
    if (response.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    return response
  } finally {
    span.end()
  }
}

const headerGetter = {
  keys: (headers: Headers) => [...headers.keys()],
  get: (headers: Headers, name: string) => headers.get(name) ?? undefined,
}
