/** Whoever stands between a client and an MCP server in `bench:gateway`: what it starts, and which loads it can be put under. */
import type { Work } from '../load/work.ts'
import type { LocalIssuer } from '../machine/local-issuer.ts'
import type { ServerProcess } from '../machine/server-process.ts'

export const crossings = {
  call: 'tools/call over HTTP, 64 connections',
  events: 'event on one of 50 streams',
  numbered: 'event with an id on one of 50 streams',
  lines: 'tools/call of a small stdio server',
  everything: 'echo of server-everything over stdio',
} as const

export type Crossing = keyof typeof crossings

export const httpCrossings = ['call', 'events', 'numbered'] as const satisfies readonly Crossing[]
export const stdioCrossings = ['lines', 'everything'] as const satisfies readonly Crossing[]

/** What all doors stand on. */
export interface Ground {
  readonly issuer: LocalIssuer
  /** Of the MCP server over HTTP: an origin. */
  readonly upstream: string
  /** Of the MCP servers over stdio: they run on the core of the load, whoever starts them. */
  readonly commands: Readonly<Record<(typeof stdioCrossings)[number], readonly string[]>>
  /** Empty, for whoever needs files. */
  readonly directory: string
  readonly nextPort: () => number
}

export interface Try {
  /** Absent: nobody stands between, and the load starts the MCP server. */
  readonly server?: ServerProcess
  readonly port: number
  readonly work: Work
}

export interface Door {
  readonly name: string
  /** Versions and settings: for whoever reads the numbers. */
  readonly says: string
  readonly open: (ground: Ground, crossing: Crossing) => Promise<Try | undefined>
}
