/** Decisions as numbers and spans of OpenTelemetry: `createGuard({ ..., onDecision: toOpenTelemetry() })`. Without an SDK in the process they go nowhere. */
import { metrics, trace, type Attributes } from '@opentelemetry/api'
import type { Decision } from './decision.ts'

/**
 * Counts `gatehouse.guard.decisions` by outcome, resource and error code, and writes who and what onto the span that is active.
 * No token is in a decision, so none gets out this way.
 */
export const toOpenTelemetry = (): ((decision: Decision) => void) => {
  const decisions = metrics.getMeter('@gatehouse/guard').createCounter('gatehouse.guard.decisions', {
    description: 'Calls that the guard decided on.',
    unit: '{decision}',
  })
  return (decision) => {
    const { outcome, resource, code } = decision
    decisions.add(1, {
      'gatehouse.outcome': outcome,
      'gatehouse.resource': resource,
      ...(code === undefined ? {} : { 'error.type': code }),
    })
    trace.getActiveSpan()?.setAttributes(attributesOf(decision))
  }
}

/** `enduser.id` as in the semantic conventions; several calls only in a batch. */
const attributesOf = ({ outcome, caller, calls, scopesNeeded, code, reason }: Decision): Attributes => {
  const [call] = calls
  return {
    'gatehouse.outcome': outcome,
    ...(caller ? { 'enduser.id': caller.principal, 'gatehouse.client_id': caller.clientId } : {}),
    ...(call ? { 'mcp.method.name': call.method } : {}),
    ...(call?.name === undefined ? {} : { 'mcp.tool.name': call.name }),
    ...(code === undefined ? {} : { 'error.type': code }),
    ...(reason === undefined ? {} : { 'gatehouse.reason': reason }),
    ...(outcome === 'refused' && scopesNeeded.length > 0 ? { 'gatehouse.scopes_needed': [...scopesNeeded] } : {}),
  }
}
