/** A name becomes all its addresses, asked for once. */
import { lookup, Resolver } from 'node:dns/promises'

/** Rejects when there is none, or when the signal says so. */
export type Resolve = (name: string, signal: AbortSignal) => Promise<readonly string[]>

/**
 * Asks the name servers only. No hosts file and no search domain: neither is meant for strangers. No thread of the pool either:
 * whoever answers slowly on purpose would keep password hashing waiting.
 */
export const resolveInPublic: Resolve = async (name, signal) => {
  const resolver = new Resolver({ timeout: 1500, tries: 2 })
  const cancel = () => resolver.cancel()
  signal.addEventListener('abort', cancel)
  try {
    const [four, six] = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)])
    const addresses = [four, six].flatMap((one) => (one.status === 'fulfilled' ? one.value : []))
    if (addresses.length === 0 && four.status === 'rejected') throw four.reason
    return addresses
  } finally {
    signal.removeEventListener('abort', cancel)
  }
}

/** As every program of this machine would: for hosts that the operator named. */
export const resolveOnThisMachine: Resolve = async (name) =>
  (await lookup(name, { all: true, order: 'ipv4first' })).map(({ address }) => address)
