/** What the process around the gateway hands in. */
import type { GuardOptions } from '@gatehouse/guard'
import type { PolicyScope } from './policy/policy.ts'
import type { GatewayLog } from './upstream.ts'

export interface GatewayNeeds {
  /** Where clients see the gateway: an origin. */
  readonly publicOrigin: string
  /** Whose tokens are believed, and how it is asked. */
  readonly guard: Pick<
    GuardOptions,
    'issuer' | 'fetch' | 'revocation' | 'isOnlyResource' | 'servesIssuerMetadata' | 'checkAtStart'
  >
  /** Tells the authorization server of a server; its canonical URI. */
  readonly register: (resource: RegisteredServer) => Promise<string>
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

export interface RegisteredServer {
  readonly path: string
  readonly name: string
  readonly title: string
  readonly scopes: readonly PolicyScope[]
  readonly defaultScopes: readonly string[]
}
