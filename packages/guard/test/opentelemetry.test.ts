import { metrics, trace, type Attributes, type Span } from '@opentelemetry/api'
import { afterEach, expect, it, vi } from 'vitest'
import { toOpenTelemetry } from '../src/opentelemetry.ts'
import { resource, smallWorld } from './local-issuer.ts'

afterEach(() => {
  metrics.disable()
  vi.restoreAllMocks()
})

it('counts decisions and tells the active span who did what, and never the token', async () => {
  const counted: Attributes[] = []
  const told: Attributes[] = []
  const counter = { add: (_: number, attributes: Attributes) => void counted.push(attributes) }
  vi.spyOn(metrics, 'getMeter').mockReturnValue({ createCounter: () => counter } as unknown as ReturnType<
    typeof metrics.getMeter
  >)
  const span = { setAttributes: (attributes: Attributes) => told.push(attributes) }
  vi.spyOn(trace, 'getActiveSpan').mockReturnValue(span as unknown as Span)
  const world = await smallWorld({ tools: { wipe: ['notes:admin'] }, onDecision: toOpenTelemetry() })
  const token = await world.token()
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'wipe' } })
  await world.callWith(token, { body })
  await world.callWith(token, { body: body.replace('wipe', 'read') })
  await world.call(new Request(resource, { method: 'POST' }))
  expect(counted).toEqual([
    { 'gatehouse.outcome': 'refused', 'gatehouse.resource': resource, 'error.type': 'insufficient_scope' },
    { 'gatehouse.outcome': 'allowed', 'gatehouse.resource': resource },
    { 'gatehouse.outcome': 'refused', 'gatehouse.resource': resource, 'error.type': 'no_token' },
  ])
  expect(told[0]).toMatchObject({
    'enduser.id': 'https://auth.example|usr_alice',
    'mcp.method.name': 'tools/call',
    'mcp.tool.name': 'wipe',
    'gatehouse.scopes_needed': ['notes:read', 'notes:admin'],
  })
  expect(JSON.stringify([counted, told])).not.toContain(token.split('.')[2])
})
