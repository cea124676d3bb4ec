/** Spans of answers that node:http writes: joined to the caller's trace, handed on, ended with the answer. */
import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { context, propagation, trace, type Span, type TextMapPropagator } from '@opentelemetry/api'
import { afterEach, describe, expect, it } from 'vitest'
import { tracedAnswer } from './traced-answer.ts'

afterEach(() => {
  trace.disable()
  propagation.disable()
})

const theirs = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
const ours = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: '1111111111111111', traceFlags: 1 }

const arrive = (statusCode: number) => {
  const incoming = { method: 'POST', headers: { traceparent: theirs } as Record<string, string> }
  const outgoing = Object.assign(new EventEmitter(), { statusCode })
  const seen: (string | undefined)[] = []
  tracedAnswer(
    {
      incoming: incoming as unknown as IncomingMessage, // of these, tracing reads method and headers
      outgoing: outgoing as unknown as ServerResponse,
      route: '/mcp/notes',
      traceId: 'trc_1',
    },
    () => void seen.push(incoming.headers['traceparent']),
  )
  return { outgoing, seen }
}

/** What an SDK would do. */
const install = () => {
  const spans: {
    name: string
    attributes: Record<string, unknown>
    isError: boolean
    isOver: boolean
    joined: unknown
  }[] = []
  const joined = Symbol('joined')
  trace.setGlobalTracerProvider({
    getTracer: () => ({
      startSpan(name, options, parent = context.active()) {
        const one = {
          name,
          attributes: { ...options?.attributes } as Record<string, unknown>,
          isError: false,
          isOver: false,
          joined: parent.getValue(joined),
        }
        spans.push(one)
        const span = {
          spanContext: () => ours,
          isRecording: () => true,
          setAttribute: (key: string, value: unknown) => Object.assign(one.attributes, { [key]: value }),
          setStatus: () => Object.assign(one, { isError: true }),
          end: () => Object.assign(one, { isOver: true }),
        }
        return span as unknown as Span
      },
      startActiveSpan: () => {
        throw new Error('not used here')
      },
    }),
  })
  propagation.setGlobalPropagator({
    fields: () => ['traceparent'],
    extract: (to, carrier, getter) => to.setValue(joined, getter.get(carrier, 'traceparent')),
    inject: (from, carrier, setter) => {
      const { traceId, spanId } = trace.getSpanContext(from) ?? ours
      setter.set(carrier, 'traceparent', `00-${traceId}-${spanId}-01`)
    },
  } satisfies TextMapPropagator)
  return spans
}

describe('the span of an answer', () => {
  it('joins the trace of whoever calls, is what stands behind us belongs to, and ends with the answer, as an error where the gateway failed', () => {
    const spans = install()
    const { outgoing, seen } = arrive(200)
    expect(seen).toEqual([`00-${ours.traceId}-${ours.spanId}-01`])
    expect(spans).toMatchObject([{ name: 'POST /mcp/notes', joined: theirs, isOver: false }])
    outgoing.emit('close')
    expect(spans).toMatchObject([
      { attributes: { 'http.route': '/mcp/notes', 'http.response.status_code': 200 }, isOver: true, isError: false },
    ])
    arrive(502).outgoing.emit('close')
    expect(spans.at(-1)).toMatchObject({ isError: true, isOver: true })
  })

  it('leaves everything as it is where nobody traces', () => {
    expect(arrive(200).seen).toEqual([theirs])
  })
})
