/** What is known of an MCP client, as data: where it comes from, what it sends, and which of its habits break servers. The compatibility page and the replays are made from it. */

export interface RecordedClient {
  readonly id: string
  readonly title: string
  readonly kind: 'library' | 'command line' | 'desktop' | 'hosted'
  /** `tried live`: a test of ours runs the real program; `measured`: its requests were recorded; `documents`: put together from public material. */
  readonly evidence: 'tried live' | 'measured' | 'documents'
  readonly version?: string
  /** What it tries, in its order. */
  readonly registers: readonly ('document' | 'dynamic' | 'typed in')[]
  readonly habits: readonly Habit[]
  /** Absent: only listed, because nothing of its traffic is known well enough to play it. */
  readonly flow?: Flow
}

/** Something that this client does, and what follows for the server. */
export interface Habit {
  readonly does: string
  readonly gatehouse: string
}

/** `{mcp}`: the path of the MCP endpoint. `{origin}`: of the server. */
export interface Flow {
  /** Its first requests to the MCP endpoint, without a token. */
  readonly knocks: readonly ('GET' | 'HEAD' | 'POST')[]
  readonly userAgent?: string
  /** Where it looks when no challenge tells it, in its order. */
  readonly looksAt: readonly string[]
  readonly identity: Identity
  /** As sent to /authorize: with the port of this run. */
  readonly redirectUri: string
  readonly scope: ScopeAsked
  readonly prompt?: 'consent'
  readonly hasState: boolean
  /** `typed`: as the person typed it; `slash`: with a slash at the end; `none`: it sends no resource. */
  readonly resource: 'typed' | 'slash' | 'none'
  readonly authenticates: 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt'
  /** What its refresh repeats as `scope`; absent: nothing. */
  readonly refreshScope?: 'granted' | 'asked'
  /** Its first call with a token. */
  readonly speaks: '2025-11-25' | '2026-07-28' | '2024-11-05'
  /** On sign-out it gives back these, in this order. */
  readonly revokes?: readonly ('refresh_token' | 'access_token')[]
}

export type Identity =
  | { readonly kind: 'dynamic'; readonly body: Readonly<Record<string, unknown>> }
  | { readonly kind: 'document'; readonly url: string; readonly body: Readonly<Record<string, unknown>> }
  /** A person typed in what an operator made. */
  | { readonly kind: 'typed in'; readonly redirectUris: readonly string[]; readonly method: string }

export type ScopeAsked =
  | 'of the challenge'
  | 'of the challenge and offline_access'
  | 'every scope of the authorization server'
  | 'every scope of the resource'
  | 'none'

/** The orders in which clients look for metadata when nothing tells them. */
export const lookingOrders = {
  sdk: [
    '/.well-known/oauth-protected-resource{mcp}',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
  ],
  thorough: [
    '/.well-known/oauth-protected-resource{mcp}',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-authorization-server{mcp}',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration{mcp}',
    '{mcp}/.well-known/openid-configuration',
  ],
  codex: [
    '/.well-known/oauth-protected-resource{mcp}',
    '{mcp}/.well-known/oauth-protected-resource',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-authorization-server{mcp}',
    '/.well-known/openid-configuration{mcp}',
    '{mcp}/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
  ],
  claudeCode: [
    '/.well-known/oauth-protected-resource{mcp}',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server{mcp}',
    '/.well-known/openid-configuration{mcp}',
    '{mcp}/.well-known/openid-configuration',
  ],
  gemini: [
    '/.well-known/oauth-protected-resource{mcp}',
    '/.well-known/oauth-protected-resource',
    '/.well-known/oauth-authorization-server{mcp}',
    '/.well-known/openid-configuration{mcp}',
    '{mcp}/.well-known/openid-configuration',
    '/.well-known/oauth-authorization-server',
    '/.well-known/openid-configuration',
  ],
  originOnly: ['/.well-known/oauth-authorization-server'],
} as const
