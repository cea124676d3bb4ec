/** Whoever takes part: how its server is started, and what load each operation is on it. */
import type { Work } from '../load/work.ts'
import type { Command } from '../machine/server-process.ts'

export const operations = {
  metadata: 'metadata GET',
  jwks: 'JWKS GET',
  registration: 'dynamic registration',
  machine: 'client_credentials, ES256 JWT',
  refresh: 'refresh with rotation',
  flow: 'authorize + token, person signed in (2 requests)',
  introspectSeen: 'introspection, JWT seen before',
  introspectNew: 'introspection, new JWT',
  introspectOpaque: 'introspection, opaque token',
} as const

export type Operation = keyof typeof operations

export type Synchronous = 'normal' | 'full'

export interface Place {
  readonly port: number
  /** `http://localhost:<port>` */
  readonly url: string
  /** Its own, empty at the first start. */
  readonly directory: string
}

export interface Contestant {
  readonly name: string
  /** Version, what the token is, what is durable: for whoever reads the numbers. */
  readonly says: string
  readonly metadataPath: string
  command(place: Place): Command
  /** On the running server. What it cannot do is left out. */
  prepare(place: Place): Promise<Partial<Record<Operation, Work>>>
}

/** What every contestant is asked for. */
export const resource = 'https://notes.example/mcp'
export const opaqueResource = 'https://vault.example/mcp'
export const scope = 'notes:read'
export const callback = 'https://app.example/callback'
/** RFC 7636, appendix B. */
export const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
export const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

export const chains = 64
/** More than any contestant remembers, so that in turn each is new again. */
export const newTokens = 6000

export const formHeaders = { 'Content-Type': 'application/x-www-form-urlencoded' }
export const jsonHeaders = { 'Content-Type': 'application/json' }

export const basic = (id: string, secret: string): string =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`

export const formOf = (parameters: Readonly<Record<string, string>>): string =>
  new URLSearchParams(parameters).toString()
