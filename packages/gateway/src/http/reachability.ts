/** Whether an upstream answers, by the last attempt: what operators see, and one line in the log when it changes. */
import type { UpstreamLost } from '@gatehouse/egress/upstream'
import type { UpstreamHealth, UpstreamNeeds } from '../upstream.ts'

export interface Reachability {
  readonly health: () => UpstreamHealth
  readonly answered: () => void
  readonly lost: (lost: UpstreamLost) => void
}

export const watchReachability = ({ name, log }: Pick<UpstreamNeeds, 'name' | 'log'>): Reachability => {
  let health: UpstreamHealth = { state: 'unknown' }
  return {
    health: () => health,
    answered() {
      if (health.state === 'up') return
      if (health.state === 'down') log.info('gateway.upstream-back', { server: name })
      health = { state: 'up' }
    },
    lost({ reason, message }) {
      // What we ended ourselves says nothing about the upstream.
      if (reason === 'closed' || reason === 'busy') return
      if (health.state !== 'down') log.warn('gateway.upstream-lost', { server: name, reason: message })
      health = { state: 'down', reason: message }
    },
  }
}
