/** From a URL that a stranger named to where it leads: refuses by what can be seen without asking anybody. CIMD §3, protocol.md "Client registration" */
import { whyNoPublicName } from '../addresses/why-not-public.ts'
import { NotFetched } from './not-fetched.ts'

export interface Target {
  readonly url: URL
  readonly name: string
  readonly port: number
  /** The operator named this host: its addresses may be private. */
  readonly isPrivate: boolean
}

/** `privateHosts`: exact, `host` for port 443 or `host:port`. Throws NotFetched. */
export const readTarget = (url: string, privateHosts: ReadonlySet<string>): Target => {
  if (!URL.canParse(url)) throw new NotFetched('url', 'it is no URL')
  const parsed = new URL(url)
  const { protocol, username, password, hostname: name } = parsed
  if (protocol !== 'https:') throw new NotFetched('url', `${protocol} is not https:`)
  if (username !== '' || password !== '') throw new NotFetched('url', 'it names a user before the host')
  const port = Number(parsed.port || 443)
  const isPrivate = privateHosts.has(port === 443 ? name : `${name}:${port}`)
  if (isPrivate) return { url: parsed, name, port, isPrivate }
  if (port !== 443) throw new NotFetched('url', `port ${port} is not 443`)
  const reason = whyNoPublicName(name)
  if (reason) throw new NotFetched('name', `${name}: ${reason}`)
  return { url: parsed, name, port, isPrivate }
}
