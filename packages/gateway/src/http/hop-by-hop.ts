/** The header fields that a sender meant for its next hop alone, by their names in small letters: that hop is us. RFC 9110 §7.6.1 */

/** `undefined`: none besides those that never pass anyway. */
export const hopByHopOf = (connection: string | undefined): ReadonlySet<string> | undefined => {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined
  return new Set(connection.split(',').map((name) => name.trim().toLowerCase()))
}
