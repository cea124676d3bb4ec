/** A web of a test's own: hosts with public names and public addresses that are all on this computer. No packet leaves it. */
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { createAuthority, type Authority, type Identity } from '@gatehouse/testkit/certificates'
import { documentHost, type DocumentHost } from '@gatehouse/testkit/document-host'
import { afterEach, beforeEach } from 'vitest'
import { createDocumentFetch, type DocumentFetch, type DocumentFetchOptions } from '../src/documents/document-fetch.ts'
import { watchConnections, type Connections } from './connections.ts'

export interface Web {
  readonly connections: Connections
  /** Believed by everybody here. */
  readonly authority: Authority
  /** Everything that was reported, as `code: reason`. */
  readonly reports: readonly string[]
  /** The names that were looked up, in order. */
  readonly lookups: readonly string[]
  /** A public host at this name; looked up, it has a public address of its own. */
  host(name: string, identity?: Identity): Promise<PublicHost>
  /** What a look-up of this name says: one answer after the other, the last one for good. */
  name(name: string, ...answers: readonly (readonly string[])[]): void
  door(options?: DocumentFetchOptions): DocumentFetch
}

export interface PublicHost extends DocumentHost {
  readonly address: string
  readonly url: (path: string) => string
}

/** Where time is not what is looked at: failures are told at once. */
const atOnce = { patience: 4500, failuresAnswer: 0 }
/** Where the budget is not what is looked at. */
export const ample = { atOnce: 1000, atOnceOfHost: 1000, perMinute: 1000, perMinuteOfHost: 1000 }
const cap = 5 * 1024

/** A fresh one for every test of the file. */
export const useWeb = (): Web => {
  const authority = createAuthority()
  const usual = getCACertificates('default')
  const closing: (() => void | Promise<void>)[] = []
  const reports: string[] = []
  const lookups: string[] = []
  const names = new Map<string, (readonly string[])[]>()
  let connections = watchConnections()
  connections.restore()
  let hosts = 0
  beforeEach(() => {
    connections = watchConnections()
    setDefaultCACertificates([...usual, authority.certificate])
    closing.push(connections.restore, () => setDefaultCACertificates(usual))
    for (const list of [reports, lookups]) list.length = 0
    names.clear()
    hosts = 0
  })
  afterEach(async () => {
    for (const close of closing.splice(0).toReversed()) await close()
  })
  const resolve = async (name: string): Promise<readonly string[]> => {
    lookups.push(name)
    const answers = names.get(name) ?? []
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    if (answer) return answer
    throw Object.assign(new Error('nobody knows it'), { code: 'ENOTFOUND' })
  }
  return {
    get connections() {
      return connections
    },
    authority,
    reports,
    lookups,
    name: (name, ...answers) => void names.set(name, [...answers]),
    async host(name, identity) {
      const host = await documentHost({ names: [name], authority, ...(identity && { identity }) })
      hosts += 1
      const address = `8.8.4.${hosts}`
      closing.push(() => host.close())
      names.set(name, [[address]])
      connections.lead(`${address}:443`, host.port)
      return { ...host, address, url: (path) => `https://${name}${path}` }
    },
    door: (options) =>
      createDocumentFetch({
        resolve,
        timing: atOnce,
        report: ({ code, reason }) => reports.push(`${code}: ${reason}`),
        ...options,
      }),
  }
}

export const wishFor = (url: string, maxBytes = cap) => ({ url, maxBytes })
