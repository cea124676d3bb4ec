/**
 * A span around an answer of node:http, which may be a stream: joined to the trace of whoever calls, and handed on. What stands behind us
 * reads in `traceparent` the span that it belongs to. Without an SDK in the process nothing changes. W3C Trace Context
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { context, isSpanContextValid, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'

interface Answered {
  readonly incoming: IncomingMessage
  readonly outgoing: ServerResponse
  readonly route: string
  readonly traceId: string
}

const tracer = trace.getTracer('@gatehouse/server')

export const tracedAnswer = ({ incoming, outgoing, route, traceId }: Answered, serve: () => void): void => {
  const { method = 'GET', headers } = incoming
  const parent = headers['traceparent'] ? propagation.extract(context.active(), headers) : context.active()
  const attributes = { 'http.request.method': method, 'http.route': route, 'gatehouse.trace_id': traceId }
  const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, parent)
  const within = trace.setSpan(parent, span)
  if (isSpanContextValid(span.spanContext()) && span.isRecording()) propagation.inject(within, headers)
  outgoing.once('close', () => {
    span.setAttribute('http.response.status_code', outgoing.statusCode)
    if (outgoing.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  })
  context.with(within, serve)
}
