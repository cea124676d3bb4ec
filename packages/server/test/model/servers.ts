/** The two MCP servers of the model, and what apps ask for: each wish with what it comes to. docs/protocol.md "Scope" */
import { files, notes as plainNotes } from '@gatehouse/testkit'
import type { NewResource } from '@gatehouse/issuer/registry/resources'
import type { Pair } from './facts.ts'

export const issuer = 'https://auth.example'
/** Its tokens are opaque. */
export const notes: NewResource = { ...plainNotes, accessTokenFormat: 'opaque' }
export const resources = [files, notes]
export { files }

export interface Wish {
  readonly scope?: string
  readonly resource: readonly string[]
  readonly asks: readonly Pair[] | 'invalid_scope' | 'invalid_target'
}

const read = { resource: files.uri, scopes: ['files:read'] }
const write = { resource: files.uri, scopes: ['files:read', 'files:write'] }

export const wishes = {
  plain: { resource: [files.uri], asks: [read] },
  wide: { scope: 'files:read files:write', resource: [files.uri], asks: [write] },
  opaque: {
    scope: 'notes:read notes:write',
    resource: [notes.uri],
    asks: [{ resource: notes.uri, scopes: ['notes:read', 'notes:write'] }],
  },
  both: {
    scope: 'files:read files:write notes:read offline_access',
    resource: [files.uri, notes.uri],
    asks: [write, { resource: notes.uri, scopes: ['notes:read'] }],
  },
  known: {
    scope: 'openid profile files:read offline_access',
    resource: [files.uri],
    asks: [read, { resource: issuer, scopes: ['openid', 'profile'] }],
  },
  identity: { scope: 'openid email', resource: [], asks: [{ resource: issuer, scopes: ['openid', 'email'] }] },
  unknownScope: { scope: 'files:read files:nonsense', resource: [files.uri], asks: 'invalid_scope' },
  unknownServer: { scope: 'files:read', resource: ['https://other.example/mcp'], asks: 'invalid_target' },
} as const satisfies Readonly<Record<string, Wish>>

export type WishName = keyof typeof wishes
export const wishNames = Object.keys(wishes) as readonly WishName[]

/** In the order of the registration. */
export const scopesOf = (resource: string): readonly string[] =>
  resource === issuer
    ? ['openid', 'profile', 'email']
    : (resources.find(({ uri }) => uri === resource)?.scopes ?? []).map(({ name }) => name)
