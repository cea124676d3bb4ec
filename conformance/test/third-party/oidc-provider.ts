/** oidc-provider as its users run it, on TCP: everybody who comes is alice and agrees to everything. Tokens are JWTs or opaque. */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import Provider, { type Configuration } from 'oidc-provider'
import { freePort } from '../world/program.ts'
import { callback } from './walk.ts'

export interface OidcProviderOptions {
  readonly accessTokenFormat: 'jwt' | 'opaque'
  readonly resources: readonly string[]
}

export const startOidcProvider = async ({ accessTokenFormat, resources }: OidcProviderOptions) => {
  const issuer = `http://localhost:${await freePort()}`
  const provider = new Provider(issuer, configurationOf(accessTokenFormat, resources))
  // It says on every request that it listens without TLS.
  const answer = provider.callback()
  const server = createServer((request, response) => {
    const isInteraction = request.url?.startsWith('/interaction/') === true
    void (isInteraction ? agree(provider, request, response) : answer(request, response))
  })
  server.listen(Number(new URL(issuer).port), 'localhost')
  await once(server, 'listening')
  return {
    issuer,
    app: {
      authorize: `${issuer}/auth`,
      token: `${issuer}/token`,
      clientId: 'app',
      clientSecret: 'the-secret-of-the-app',
      scope: 'openid notes:read',
    },
    server: { clientId: 'notes', clientSecret: 'the-secret-of-the-notes' },
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

const configurationOf = (
  accessTokenFormat: OidcProviderOptions['accessTokenFormat'],
  resources: readonly string[],
): Configuration => ({
  clients: [
    {
      client_id: 'app',
      client_secret: 'the-secret-of-the-app',
      token_endpoint_auth_method: 'client_secret_post',
      redirect_uris: [callback],
      grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
      application_type: 'native',
    },
    {
      client_id: 'notes',
      client_secret: 'the-secret-of-the-notes',
      redirect_uris: [],
      grant_types: [],
      response_types: [],
    },
  ],
  scopes: ['openid', 'offline_access'],
  findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub }) }),
  interactions: { url: (_, { uid }) => `/interaction/${uid}` },
  cookies: { keys: ['a key for cookies of a test'] },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    jwtIntrospection: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo(_, resource) {
        if (!resources.includes(resource)) throw new Error('unknown resource')
        const jwt = { sign: { alg: 'RS256' as const } }
        return { scope: 'notes:read', audience: resource, accessTokenFormat, jwt }
      },
      useGrantedResource: () => true,
    },
  },
})

const agree = async (provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const { prompt, params } = await provider.interactionDetails(request, response)
  if (prompt.name === 'login') {
    return await provider.interactionFinished(request, response, { login: { accountId: 'alice' } })
  }
  const grant = new provider.Grant({ accountId: 'alice', clientId: String(params['client_id']) })
  grant.addOIDCScope('openid')
  grant.addResourceScope(String(params['resource']), 'notes:read')
  const consent = { grantId: await grant.save() }
  await provider.interactionFinished(request, response, { consent }, { mergeWithLastSubmission: true })
}
