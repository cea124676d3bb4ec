/** What the process around the gateway hands in. */
import type { GuardOptions } from '@gatehouse/guard'
import type { PolicyScope } from './policy/policy.ts'
import type { GatewayLog, UpstreamHealth } from './upstream.ts'

export interface GatewayNeeds {
  /** Where clients see the gateway: an origin. */
  readonly publicOrigin: string
  /** Names besides that of the public origin under which a proxy may ask; loopback is always known. */
  readonly allowedHosts: readonly string[]
  /** Whose tokens are believed, and how it is asked. */
  readonly guard: Pick<
    GuardOptions,
    'issuer' | 'fetch' | 'revocation' | 'isOnlyResource' | 'servesIssuerMetadata' | 'checkAtStart'
  >
  /** Tells the authorization server of a server; its canonical URI. */
  readonly register: (resource: RegisteredServer) => Promise<string>
  /** Writes calls into the audit journal; `undefined`: there is none here. */
  readonly record: RecordCalls | undefined
  /** Counts for Prometheus; `undefined`: nobody reads. */
  readonly meter: Meter | undefined
  /** Where the definitions of tools are pinned: `<dataDirectory>/gateway/<server>.tools.json`. */
  readonly dataDirectory: string
  /** 32 bytes each, the same after every start. */
  readonly handleSecret: Uint8Array
  readonly identitySecret: Uint8Array
  readonly log: GatewayLog
  /** Milliseconds since 1970. */
  readonly nowMs: () => number
  /** Of the process: children on standard streams inherit a few harmless names of it. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Aborted when the process begins to leave: streams end, so that their readers come back elsewhere. */
  readonly leaving: AbortSignal
}

/** A request as the process around us knows it. */
export interface Visit {
  readonly traceId: string
  /** The network that it came from. */
  readonly source: string
}

/** The same as it arrives. */
export interface VisitFrom extends Visit {
  /** The client's own, as far as proxies are believed. For upstreams that are told who calls; for no log and no journal. */
  readonly address: string | undefined
}

export interface RegisteredServer {
  readonly path: string
  readonly name: string
  readonly title: string
  readonly scopes: readonly PolicyScope[]
  readonly defaultScopes: readonly string[]
}

export type RecordCalls = (calls: readonly Recorded[]) => Promise<void>

/** The call of one tool that is over. */
export interface Recorded extends Visit {
  readonly server: string
  readonly tool: string
  readonly outcome: 'result' | 'error' | 'fault' | 'cancelled' | 'refused'
  readonly reason: string | undefined
  readonly milliseconds: number
  /** Who vouches for the subject. */
  readonly issuer: string
  readonly subject: string
  readonly clientId: string
  readonly grantId: string | undefined
  /** So many others of the same person were refused, too, and have no row. */
  readonly missed?: number
}

export interface Meter {
  readonly called: (server: string, outcome: Recorded['outcome'], seconds: number) => void
  /** `read` is asked whenever somebody looks. */
  readonly watchUpstreams: (read: () => readonly UpstreamSeen[]) => void
}

export interface UpstreamSeen extends UpstreamHealth {
  readonly server: string
}
