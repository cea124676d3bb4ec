/** Networks that are not the public internet, as data: the special-purpose registries of IANA, multicast, and what carries an IPv4 address inside IPv6. RFC 6890 */

/** Also the ones whose packets would be forwarded: no client's document lives there. */
export const specialPurpose: readonly (readonly [network: string, what: string])[] = [
  // https://www.iana.org/assignments/iana-ipv4-special-registry
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'shared by a provider'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.0.2.0/24', 'documentation'],
  ['192.31.196.0/24', 'AS112'],
  ['192.52.193.0/24', 'AMT'],
  ['192.88.99.0/24', '6to4 relay'],
  ['192.168.0.0/16', 'private'],
  ['192.175.48.0/24', 'AS112'],
  ['198.18.0.0/15', 'benchmarking'],
  ['198.51.100.0/24', 'documentation'],
  ['203.0.113.0/24', 'documentation'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved'],
  // Allotted to a cloud, which answers its own virtual machines there with their secrets.
  ['168.63.129.16/32', "a cloud's own"],

  // https://www.iana.org/assignments/iana-ipv6-special-registry
  ['::/128', 'unspecified'],
  ['::1/128', 'loopback'],
  ['::/96', 'an IPv4 address'],
  ['::ffff:0:0/96', 'an IPv4 address'],
  ['::ffff:0:0:0/96', 'an IPv4 address'],
  ['64:ff9b::/96', 'an IPv4 address'],
  ['64:ff9b:1::/48', 'an IPv4 address'],
  ['100::/64', 'discarded'],
  ['100:0:0:1::/64', 'dummy'],
  ['2001::/32', 'Teredo'],
  ['2001::/23', 'protocol assignments'],
  ['2001:db8::/32', 'documentation'],
  ['2002::/16', '6to4'],
  ['2620:4f:8000::/48', 'AS112'],
  ['3fff::/20', 'documentation'],
  ['5f00::/16', 'segment routing'],
  ['fc00::/7', 'private'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
]

/** All that has ever been allotted as global unicast. https://www.iana.org/assignments/ipv6-address-space */
export const globalUnicast = '2000::/3'
