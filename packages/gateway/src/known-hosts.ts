/**
 * Under which names the gateway may be asked: a page whose own name was made to point here (DNS rebinding) comes with that name in `Host`.
 * MCP 2026-07-28, "Streamable HTTP", "Security Warning"
 */

/** Whoever types one of these means this computer, and a proxy in front of us often does. Nothing that we say depends on it. */
const loopback = ['localhost', '127.0.0.1', '[::1]']

/** `true`: known. Ports are free: a proxy may stand at another one, and a name is what rebinding changes. */
export type IsKnownHost = (host: string | undefined) => boolean

export const createKnownHosts = (publicOrigin: string, allowed: readonly string[]): IsKnownHost => {
  const known = new Set([new URL(publicOrigin).hostname, ...loopback, ...allowed.map((name) => nameOf(name))])
  return (host) => host !== undefined && known.has(nameOf(host))
}

/** Letters of any case, and no port. RFC 9110 §4.2.3 */
const nameOf = (host: string): string => host.replace(/:\d*$/, '').toLowerCase()
