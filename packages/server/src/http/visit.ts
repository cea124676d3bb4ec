/** Names a request and says where it came from; a header is believed only from a proxy that the operator trusts. RFC 7239 §7.4 */
import type { Ids } from '@gatehouse/issuer/ports/ids'
import type { Visit } from '@gatehouse/issuer/visit'
import { cleanDisplayText } from '@gatehouse/protocol/display-text'
import type { Peer } from '../app-needs.ts'
import { isWithin, networkOf, parseAddress, parseNetwork, writeAddress, type Address, type Network } from './address.ts'

/** A proxy chain is short; a longer header is an attempt to keep us busy. */
const mostHops = 20
/** What stands behind it tells no person anything. */
const longestUserAgent = 200

/** Of a request that may be of the web or of node:http; `name` in small letters. */
type ReadHeader = (name: string) => string | null

type VisitOf = (header: ReadHeader, peer: Peer) => Visit

export const visitsOf = (ids: Ids, trustedProxies: readonly string[]): VisitOf => {
  const arrive = arrivalsOf(ids, trustedProxies)
  return (header, peer) => arrive(header, peer).visit
}

export interface Arrival {
  readonly visit: Visit
  /** Tells more of a person than the network does: no log and no journal ever gets it. */
  readonly address: string | undefined
}

/** For whoever hands requests on. */
export const arrivalsOf = (
  ids: Ids,
  trustedProxies: readonly string[],
): ((header: ReadHeader, peer: Peer) => Arrival) => {
  const trusted = trustedProxies.map((text) => {
    const network = parseNetwork(text)
    if (!network) throw new TypeError(`not a network: ${text}`)
    return network
  })
  return (header, peer) => {
    const from = addressOf(header, peer, trusted)
    return {
      visit: {
        traceId: ids.next('trc'),
        source: from ? networkOf(from) : 'this process',
        userAgent: cleanDisplayText(header('user-agent') ?? '', longestUserAgent) || undefined,
      },
      address: from && writeAddress(from),
    }
  }
}

const addressOf = (header: ReadHeader, { address }: Peer, trusted: readonly Network[]): Address | undefined => {
  const peer = address === undefined ? undefined : parseAddress(address)
  return peer && trusted.length > 0 ? behindProxies(peer, forwardedFor(header), trusted) : peer
}

/** The first hop that no proxy of ours stands at; what is written beyond it anybody may have written. */
const behindProxies = (peer: Address, [next, ...further]: readonly string[], trusted: readonly Network[]): Address => {
  const isProxy = trusted.some((network) => isWithin(peer, network))
  const behind = isProxy && next !== undefined ? parseAddress(next) : undefined
  return behind ? behindProxies(behind, further, trusted) : peer
}

/** Nearest hop first. Some proxies append the port. */
const forwardedFor = (header: ReadHeader): readonly string[] =>
  (header('x-forwarded-for') ?? '')
    .split(',')
    .slice(-mostHops)
    .map((hop) => hop.trim().replace(/^([\d.]+|\[[^\]]*\]):\d+$/, '$1'))
    .toReversed()
