/**
 * Requests that the doctor sends to the public URL of its own server, remembered as they arrived: what does a proxy say of who comes?
 * Only names that were given out on the admin socket are remembered: a few, for a minute.
 */
import type { Clock } from '@gatehouse/issuer/ports/clock'
import type { Ids } from '@gatehouse/issuer/ports/ids'
import { after, minutes, type EpochSeconds } from '@gatehouse/protocol/time'
import type { Peer } from '../app-needs.ts'

export interface Probes {
  /** A name that nobody else knows: whoever sends it as `?probe=` is the doctor. */
  expect(): string
  /** Asked of every request, so it costs nothing while no doctor looks. */
  see(request: Request, peer: Peer, source: string): void
  /** undefined: it has not arrived. */
  arrived(probe: string): Arrival | undefined
}

export interface Arrival {
  /** The socket's other end. */
  readonly peer: string | undefined
  /** Which network the server takes it for. */
  readonly source: string
  readonly forwardedFor: string | undefined
}

const patience = minutes(1)
const most = 20

export const createProbes = ({ clock, ids }: { readonly clock: Clock; readonly ids: Ids }): Probes => {
  const expected = new Map<string, { readonly until: EpochSeconds; readonly arrival?: Arrival }>()
  const forgetOld = (): void => {
    for (const [probe, { until }] of expected) {
      if (until <= clock.now() || expected.size >= most) expected.delete(probe)
    }
  }
  return {
    expect() {
      forgetOld()
      const probe = ids.secret()
      expected.set(probe, { until: after(clock.now(), patience) })
      return probe
    },
    see(request, { address }, source) {
      if (expected.size === 0) return
      const probe = new URL(request.url).searchParams.get('probe') ?? ''
      const one = expected.get(probe)
      if (!one || one.until <= clock.now()) return
      const forwardedFor = request.headers.get('X-Forwarded-For') ?? undefined
      expected.set(probe, { ...one, arrival: { peer: address, source, forwardedFor } })
    },
    arrived: (probe) => expected.get(probe)?.arrival,
  }
}
