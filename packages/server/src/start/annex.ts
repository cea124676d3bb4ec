/**
 * A part of this process that takes its requests from node:http itself, streams and all: the gateway does. Given what it needs of the
 * authorization server; hands over the door that the listeners ask before anything else.
 */
import { hkdfSync } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Issuer, Visit } from '@gatehouse/issuer'
import type { AppNeeds, Log } from '../app-needs.ts'
import type { Config } from '../config/load.ts'
import type { MasterKey } from '../keys/master-key.ts'
import type { MasterKeys } from '../keys/master-keys.ts'
import type { Metrics } from '../observe/metrics.ts'
import { countedMethod } from '../observe/observe.ts'
import { tracedAnswer } from '../observe/traced-answer.ts'
import { arrivalsOf } from '../http/visit.ts'
import { putMounted, type MountContext, type MountDefinition } from './mounts.ts'

export interface Annex {
  /** The route that this path belongs to, for the numbers; undefined: it is not of the annex. Asked of every request, before it is read. */
  readonly routeOf: (path: string) => string | undefined
  /** Answers it. Never throws. */
  readonly serve: (incoming: IncomingMessage, outgoing: ServerResponse, visit: VisitFrom) => void
  readonly close: () => Promise<void>
}

/** A visit that is handed on. */
export interface VisitFrom extends Visit {
  /** For no log and no journal. */
  readonly address: string | undefined
}

export interface AnnexContext extends Omit<MountContext, 'resource'> {
  /** Registers an MCP server of this origin, or brings it up to date; its canonical URI. */
  readonly register: (resource: MountDefinition['resource']) => Promise<string>
  /** Names besides that of the public URL under which a proxy may ask. */
  readonly allowedHosts: readonly string[]
  /** Every MCP server that tokens can be for. */
  readonly registered: () => Promise<readonly { readonly name: string; readonly uri: string }[]>
  /** Writes calls that have ended into the audit journal, a batch at a time; undefined: the operator wants none there. */
  readonly record: RecordCalls | undefined
  /** Counts for Prometheus; undefined: nobody reads. */
  readonly meter: Metrics | undefined
  /** 32 bytes that only this installation knows: the same after every start, and for every other purpose others. */
  readonly deriveSecret: (purpose: string) => Promise<Uint8Array>
  /** Aborted when the server begins to leave. */
  readonly leaving: AbortSignal
}

type RecordCalls = Issuer['journal']['recordCalls']

export type OpenAnnex = (context: AnnexContext) => Promise<Annex>

/** What a listener asks first. `true`: taken. */
export type NodeDoor = (incoming: IncomingMessage, outgoing: ServerResponse) => boolean

interface Grounds {
  readonly issuer: Issuer
  readonly config: Pick<Config, 'publicUrl' | 'allowedHosts' | 'audit'>
  readonly visit: Visit
  readonly masterKeys: MasterKeys
  readonly context: Omit<MountContext, 'resource'>
  readonly leaving: AbortSignal
  readonly metrics?: Metrics | undefined
}

export const annexContext = (grounds: Grounds): AnnexContext => {
  const { issuer, config, visit, masterKeys, context, leaving, metrics } = grounds
  return {
    ...context,
    allowedHosts: config.allowedHosts,
    leaving,
    meter: metrics,
    registered: () => issuer.resources.list(),
    record: recorderOf(issuer, config.audit.calls),
    register: (resource) => putMounted(issuer, config.publicUrl, { resource, visit }),
    async deriveSecret(purpose) {
      const key = await masterKeys.current()
      if (key === undefined) throw new Error('there is no master key yet')
      return deriveSecret(key, purpose)
    },
  }
}

const recorderOf = ({ journal }: Issuer, which: Config['audit']['calls']): RecordCalls | undefined => {
  if (which === 'none') return undefined
  const isWanted = (outcome: string): boolean => which === 'all' || outcome === 'refused'
  return (calls) => journal.recordCalls(calls.filter(({ outcome }) => isWanted(outcome)))
}

export const deriveSecret = (key: MasterKey, purpose: string): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', Buffer.from(key, 'base64url'), '', `gatehouse annex ${purpose}`, 32))

interface DoorNeeds extends Pick<AppNeeds, 'ids' | 'trustedProxies' | 'metrics'> {
  readonly log: Log
}

export const annexDoor = (annex: Annex, { ids, trustedProxies, metrics, log }: DoorNeeds): NodeDoor => {
  const arrive = arrivalsOf(ids, trustedProxies)
  return (incoming, outgoing) => {
    const target = originForm(incoming.url)
    const route = annex.routeOf(target.split('?', 1)[0] ?? '')
    if (route === undefined) return false
    incoming.url = target
    const header = (name: string): string | null => incoming.headers[name]?.toString() ?? null
    const { visit, address } = arrive(header, { address: incoming.socket.remoteAddress })
    if (metrics) countWhenOver(metrics, route, { incoming, outgoing })
    try {
      tracedAnswer({ incoming, outgoing, route, traceId: visit.traceId }, () =>
        annex.serve(incoming, outgoing, { ...visit, address }),
      )
    } catch (cause) {
      log.error('annex.fault', { traceId: visit.traceId, cause })
      outgoing.destroy()
    }
    return true
  }
}

/** A target may name the host that `Host` names, too; the listener has seen that they agree. RFC 9112 §3.2.2 */
const originForm = (target = '/'): string => {
  const [, rest = target] = /^https?:\/\/[^/?#]*(.*)$/is.exec(target) ?? []
  return rest.startsWith('/') ? rest : `/${rest}`
}

const countWhenOver = (
  metrics: Metrics,
  route: string,
  { incoming, outgoing }: { readonly incoming: IncomingMessage; readonly outgoing: ServerResponse },
): void => {
  const begun = performance.now()
  const method = countedMethod(incoming.method)
  outgoing.once('close', () =>
    metrics.count({ route, method, status: outgoing.statusCode }, (performance.now() - begun) / 1000),
  )
}
