/** What is refused before anybody looks at a token: a foreign name, an address below the endpoint, a method or protocol that nobody serves. */
import type { IncomingMessage } from 'node:http'
import { GatewayFault } from './fault.ts'
import type { IsKnownHost } from './known-hosts.ts'

/** Why not; `undefined`: come in. `endpoint`: the path of the server that is asked. */
export type Entrance = (incoming: IncomingMessage, path: string, endpoint: string) => GatewayFault | undefined

/** What an upstream is asked with. */
export const endpointMethods: ReadonlySet<string> = new Set(['GET', 'POST', 'DELETE'])
const methods: ReadonlySet<string> = new Set([...endpointMethods, 'HEAD', 'OPTIONS'])

/** The guard's own documents, wherever clients look for them: it answers all of these. */
const documents = /\/\.well-known\/(?:oauth-protected-resource|oauth-authorization-server|openid-configuration)(?:\/|$)/

export const createEntrance =
  (isKnownHost: IsKnownHost): Entrance =>
  ({ headers: { host, upgrade }, method = '' }, path, endpoint) => {
    if (!isKnownHost(host)) return wrongHost(host)
    if (documents.test(path)) return undefined
    if (path !== endpoint && path !== `${endpoint}/`) return notFound()
    return methods.has(method) && !leadsElsewhere(upgrade) ? undefined : methodNotAllowed()
  }

/** Some clients offer HTTP/2 on every plain connection: an offer may be ignored. RFC 9110 §7.8 */
const leadsElsewhere = (upgrade: string | undefined): boolean =>
  upgrade !== undefined && upgrade.toLowerCase() !== 'h2c'

export const methodNotAllowed = (): GatewayFault =>
  new GatewayFault('method_not_allowed', 'this method means nothing here: send messages by POST', {
    allow: [...endpointMethods, 'OPTIONS'].join(', '),
  })

const notFound = (): GatewayFault => new GatewayFault('not_found', 'there is nothing at this address')

const wrongHost = (host = 'nothing'): GatewayFault =>
  new GatewayFault(
    'wrong_host',
    `nobody here is called ${host}: ask under the public name, or let the operator add this one to allowedHosts`,
  )
