/** May a stranger send us to this address, or to this name? Takes either as text, hands over what it is when it is not the public internet's. RFC 6890, RFC 6761 */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import { globalUnicast, specialPurpose } from './special-purpose.ts'

type Address = ReturnType<typeof ipaddr.parse>
type Network = readonly [Address, number]

const rows = specialPurpose.map(([network, what]) => ({ network: ipaddr.parseCIDR(network), what }))
const allotted = ipaddr.parseCIDR(globalUnicast)

/** Undefined for a public address. Whatever is no address, or has a zone, is not public. */
export const whyNotPublic = (address: string): string | undefined => {
  if (isIP(address) === 0 || address.includes('%')) return 'no address'
  const parsed = ipaddr.parse(address)
  const row = rows.find(({ network }) => isWithin(parsed, network))
  if (row) return row.what
  if (parsed.kind() === 'ipv4') return undefined
  if (!isWithin(parsed, allotted)) return 'not allotted'
  return isIsatap(parsed.toByteArray()) ? 'an IPv4 address' : undefined
}

const isWithin = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match(network, bits)

/** An IPv4 address behind 0000:5efe or 0200:5efe, in any network. RFC 5214 §6.1 */
const isIsatap = (bytes: readonly number[]): boolean =>
  (bytes[8] === 0x00 || bytes[8] === 0x02) && bytes[9] === 0x00 && bytes[10] === 0x5e && bytes[11] === 0xfe

const specialDomains: readonly string[] = ['alt', 'arpa', 'internal', 'invalid', 'local', 'localhost', 'onion', 'test']

/** Undefined for a name that may be public: its addresses decide. As a URL parser writes it. */
export const whyNoPublicName = (name: string): string | undefined => {
  if (name.startsWith('[') || isIP(name) !== 0) return 'an address, not a name'
  if (name.endsWith('.')) return 'it ends with a dot'
  const labels = name.split('.')
  if (labels.length < 2) return 'it has no domain'
  return specialDomains.includes(labels.at(-1) ?? '') ? 'a special-use domain' : undefined
}
