/** Requests whose target or length two parties could read differently are refused before anything looks at them. RFC 9112 §3.2, §6.1 */
import type { IncomingMessage } from 'node:http'

/** Why not; undefined for a request that everybody reads alike. */
export const targetProblem = ({ rawHeaders, headers, url = '', httpVersion }: IncomingMessage): string | undefined => {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === 'host')
  if (hosts.length > 1) return 'more than one Host'
  if (hosts.length === 0 && httpVersion !== '1.0') return 'no Host'
  // A party that knows only 1.0 counts the chunks as a body without end, or as the next request.
  if (httpVersion === '1.0' && headers['transfer-encoding'] !== undefined) return 'Transfer-Encoding in HTTP/1.0'
  const host = headers.host ?? 'localhost'
  if (!isHost(host)) return 'Host is no host'
  const [origin, path] = split(url)
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return 'the target names another host than Host'
  }
  return isPlain(path) ? undefined : 'the path is not written as URL parsers spell it'
}

const isHost = (host: string): boolean => /^(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?$/i.test(host)

const split = (target: string): readonly [origin: string | undefined, rest: string] => {
  const [, origin, rest] = /^(https?:\/\/[^/?#]*)(.*)$/is.exec(target) ?? []
  return origin === undefined ? [undefined, target] : [origin.toLowerCase(), rest || '/']
}

/** No dot segments, no backslash, nothing that a parser would encode: what a proxy allowed is what we serve. */
const isPlain = (target: string): boolean => {
  const [path = ''] = target.split(/[?#]/)
  return path.startsWith('/') && URL.canParse(`http://h${path}`) && new URL(`http://h${path}`).pathname === path
}
