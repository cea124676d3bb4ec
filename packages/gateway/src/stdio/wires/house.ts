/** What both wires stand on. */
import type { UpstreamNeeds } from '../../upstream.ts'
import type { Connections } from '../routing/connections.ts'
import type { Heartbeat } from './heartbeat.ts'

export interface House {
  readonly connections: Connections
  readonly heartbeat: Heartbeat
  readonly needs: UpstreamNeeds
  readonly perUser: boolean
  /** Which child serves this person. */
  readonly keyOf: (person: string) => string
}
