/** Looks a name up for a connection that may only go to the public internet: the address that was checked is the one that is dialled. */
import { lookup, type LookupAddress } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { resolveOnThisMachine } from './resolve.ts'
import { whyNotPublic } from './why-not-public.ts'

class NotPublic extends Error {
  override readonly name = 'NotPublic'
  readonly code = 'NOT_PUBLIC'
}

/** An address in place of a name is never looked up. Throws. */
export const refuseLiteral = (hostname: string): void => {
  const host = hostname.replace(/^\[|\]$/g, '')
  if (isIP(host) !== 0) refuseSpecial([host])
}

const refuseSpecial = (addresses: readonly string[]): void => {
  const reason = addresses.map(whyNotPublic).find((one) => one !== undefined)
  if (reason !== undefined) throw new NotPublic(`not a public address: ${reason}`)
}

export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error) return callback(error, '', 0)
    try {
      refuseSpecial(found.map(({ address }) => address))
    } catch (refusal) {
      return callback(refusal instanceof Error ? refusal : new NotPublic(hostname), '', 0)
    }
    if (options.all) return callback(null, found)
    return callback(null, found[0]?.address ?? '', found[0]?.family)
  })
}

/** Every address of its host is one of the public internet; a name without any is not. */
export const isPublicHost = async (url: string): Promise<boolean> => {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '')
  const addresses =
    isIP(host) === 0 ? await resolveOnThisMachine(host, AbortSignal.timeout(5000)).catch(() => []) : [host]
  return addresses.length > 0 && addresses.every((address) => whyNotPublic(address) === undefined)
}
