/** Does the server know who comes, through whatever stands before it? Two requests go to the public URL, and it says how they arrived. RFC 7239 §5.2 */
import { AdminRefusal, type AdminClient, type AdminRoutes, type OutputOf } from '@gatehouse/admin-api'
import type { Config } from '../../config/load.ts'
import { isWithin, parseAddress, parseNetwork } from '../../http/address.ts'
import { fail, fine, warn, type Check, type Finding } from '../finding.ts'
import type { Ask } from '../outside/ask.ts'

const check: Check = 'proxy'
type Arrival = OutputOf<AdminRoutes['findProbe']>
type Way = Pick<Config, 'publicUrl' | 'trustedProxies'>

/** Of the documentation (RFC 5737): nobody comes from there. */
const forged = '203.0.113.7'

export const checkProxy = async (ask: Ask, admin: AdminClient, way: Way): Promise<readonly Finding[]> => {
  const send = sender(ask, admin, way.publicUrl)
  try {
    return [judge(way, await send({}), await send({ 'x-forwarded-for': forged }))]
  } catch (error) {
    if (!(error instanceof AdminRefusal)) throw error
    return [
      warn(check, {
        says: 'a request to the public URL did not arrive at this server as it was sent',
        why: 'Some requests reach another process, another version, or a cache that answers for it',
        cure: 'Let every request of the public URL reach this server, query included; restart it after an update',
      }),
    ]
  }
}

const sender =
  (ask: Ask, admin: AdminClient, publicUrl: string) =>
  async (headers: Readonly<Record<string, string>>): Promise<Arrival> => {
    const { probe } = await admin('expectProbe', {})
    await ask(`${new URL(publicUrl).origin}/health?probe=${probe}`, { headers })
    return admin('findProbe', { probe })
  }

const judge = ({ publicUrl, trustedProxies }: Way, plain: Arrival, lying: Arrival): Finding => {
  const { peer = 'this process', forwardedFor, source } = plain
  const trusts = (text: string) => isIn(trustedProxies, text)
  if (forwardedFor === undefined) return silentProxy(publicUrl, plain, lying)
  if (!trusts(peer)) {
    return fail(check, {
      says: `everybody seems to come from ${peer}: a proxy says who comes (${forwardedFor}), and is not believed`,
      why: 'All people and clients share one limit: a few wrong passwords of one keep out the others',
      cure: `Add ${plainAddress(peer)} to trustedProxies (GATEHOUSE_TRUSTED_PROXIES)`,
    })
  }
  // Who comes from a trusted address, as the doctor may, is believed by right.
  const isTrustedItself = forwardedFor.split(',').every((hop) => trusts(hop.trim()))
  if (!isTrustedItself && lying.source === forged) return believesAnybody
  return fine(check, `the server sees through ${peer}: this request came from ${source}`)
}

const silentProxy = (publicUrl: string, { peer = 'this process' }: Arrival, lying: Arrival): Finding => {
  // The server itself speaks no TLS: behind https there is somebody.
  const isBehind = publicUrl.startsWith('https:')
  if (lying.source === forged && (isBehind || !isOwn(peer))) return believesAnybody
  if (!isBehind) return fine(check, 'nothing stands before the server')
  return warn(check, {
    says: `everybody seems to come from ${peer}: the proxy does not say who comes`,
    why: 'All people and clients share one limit: a few wrong passwords of one keep out the others',
    cure: `Let the proxy set X-Forwarded-For, and add ${plainAddress(peer)} to trustedProxies`,
  })
}

const believesAnybody = fail(check, {
  says: 'whoever sends X-Forwarded-For is believed: a request claimed an address of its own, and got it',
  why: 'No limit holds somebody who comes from another address each time',
  cure: 'Let the proxy replace or extend X-Forwarded-For, never pass it on alone; trust no address beyond the proxies',
})

const isIn = (networks: readonly string[], text: string): boolean => {
  const address = parseAddress(text)
  return networks.some((one) => {
    const network = parseNetwork(one)
    return network !== undefined && address !== undefined && isWithin(address, network)
  })
}

const isOwn = (peer: string): boolean => isIn(['127.0.0.0/8', '::1'], peer)

/** An IPv4 address inside IPv6 is written as IPv4. */
const plainAddress = (peer: string): string => peer.replace(/^::ffff:(?=\d+\.)/, '')
