/** Opens the one connection of one fetch, to an address that was checked: the name is resolved here, once, and never again. */
import { once } from 'node:events'
import { connect, isIPv6, type Socket } from 'node:net'
import { whyNotPublic } from '../addresses/why-not-public.ts'
import { NotFetched, systemCode } from './not-fetched.ts'
import type { Target } from './read-target.ts'

/** A byte stream to the target; TLS comes on top. Throws NotFetched, or the signal's reason when that ends it. */
export type Dial = (target: Target, signal: AbortSignal) => Promise<Socket>

/** All addresses of the target's name. */
export type Lookup = (target: Target, signal: AbortSignal) => Promise<readonly string[]>

const attemptMs = 1500

export const dialDirectly =
  (lookup: Lookup): Dial =>
  async (target, signal) => {
    const addresses = await checkedAddresses(target, signal, lookup)
    const failures: string[] = []
    for (const address of worthTrying(addresses)) {
      try {
        return await connectTo(address, target.port, signal)
      } catch (error) {
        signal.throwIfAborted()
        failures.push(`${address}: ${systemCode(error)}`)
      }
    }
    throw new NotFetched('connection', failures.join(', '))
  }

/** One special-use address spoils the whole answer: all of it comes from one stranger. */
const checkedAddresses = async (target: Target, signal: AbortSignal, lookup: Lookup): Promise<readonly string[]> => {
  const addresses = await lookup(target, signal).catch((error: unknown) => {
    signal.throwIfAborted()
    throw new NotFetched('resolution', `${target.name}: ${systemCode(error)}`, error)
  })
  signal.throwIfAborted()
  for (const address of target.isPrivate ? [] : addresses) {
    const reason = whyNotPublic(address)
    if (reason) throw new NotFetched('address', `${target.name} is ${address}: ${reason}`)
  }
  if (addresses.length === 0) throw new NotFetched('resolution', `${target.name}: no address`)
  return addresses
}

/** Two of each family: this machine may have only one of them. */
const worthTrying = (addresses: readonly string[]): readonly string[] => {
  const six = addresses.filter((address) => isIPv6(address))
  const four = addresses.filter((address) => !isIPv6(address))
  return [four[0], six[0], four[1], six[1]].filter((address) => address !== undefined)
}

const connectTo = async (host: string, port: number, signal: AbortSignal): Promise<Socket> => {
  const socket = connect({ host, port }).on('error', () => undefined)
  try {
    await once(socket, 'connect', { signal: AbortSignal.any([signal, AbortSignal.timeout(attemptMs)]) })
    return socket
  } catch (error) {
    socket.destroy()
    throw error
  }
}
