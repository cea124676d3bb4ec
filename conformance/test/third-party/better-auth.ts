/** Better Auth with its OAuth provider, on TCP, in a SQLite of its own in memory: one person, one app that she has agreed to. Tokens are JWTs or opaque. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { oauthProvider } from '@better-auth/oauth-provider'
import { type BetterAuthPlugin, betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'
import { freePort } from '../world/program.ts'
import { callback, keep } from './walk.ts'

export interface BetterAuthOptions {
  readonly accessTokenFormat: 'jwt' | 'opaque'
  readonly resources: readonly string[]
}

export const startBetterAuth = async ({ accessTokenFormat, resources }: BetterAuthOptions) => {
  const origin = `http://localhost:${await freePort()}`
  const issuer = `${origin}/api/auth`
  const isOpaque = accessTokenFormat === 'opaque'
  const provider = oauthProvider({
    loginPage: '/sign-in',
    consentPage: '/consent',
    scopes: ['openid', 'profile', 'email', 'offline_access', 'notes:read'],
    resources: [...resources],
    clientPrivileges: () => true,
    resourcePrivileges: () => true,
    disableJwtPlugin: isOpaque,
    silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
  })
  const options = {
    baseURL: origin,
    secret: 'Nq3v8Zt0xWb5Lr2Yk7Pd4Hs9Gf6Jm1Ca',
    database: new DatabaseSync(':memory:'),
    emailAndPassword: { enabled: true },
    telemetry: { enabled: false },
    logger: { disabled: true },
    // Its types and those of its plugins do not fit where an absent property is no undefined one.
    plugins: [jwt(), provider] as unknown as BetterAuthPlugin[],
  }
  // The resources are written down when it begins, so the tables have to be there.
  await (await getMigrations(options)).runMigrations()
  const auth = betterAuth(options)
  const api = auth.api as unknown as AdminApi // what the provider adds
  const server = createServer(toNodeHandler(auth))
  server.listen(Number(new URL(origin).port), 'localhost')
  await once(server, 'listening')
  const cookies = await signUp(origin)
  const headers = new Headers({ cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') })
  const register = async (grantTypes: readonly ('authorization_code' | 'client_credentials')[]) => {
    const client = await api.adminCreateOAuthClient({
      headers,
      body: {
        redirect_uris: [callback],
        token_endpoint_auth_method: 'client_secret_post',
        application_type: 'native',
        grant_types: grantTypes,
        scope: 'openid notes:read',
        client_credentials_scopes: grantTypes.includes('client_credentials') ? ['notes:read'] : [],
        skip_consent: true,
      },
    })
    for (const identifier of resources) {
      await api.adminLinkClientResource({ headers, params: { identifier, client_id: client.client_id } })
    }
    return { clientId: client.client_id, clientSecret: client.client_secret ?? '' }
  }
  return {
    issuer,
    app: {
      ...(await register(['authorization_code', 'client_credentials'])),
      authorize: `${issuer}/oauth2/authorize`,
      token: `${issuer}/oauth2/token`,
      scope: 'openid notes:read',
      cookies,
    },
    /** What asks about opaque tokens. */
    server: await register(['authorization_code']),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface AdminApi {
  adminCreateOAuthClient(of: {
    readonly headers: Headers
    readonly body: Readonly<Record<string, unknown>>
  }): Promise<{ readonly client_id: string; readonly client_secret?: string }>
  adminLinkClientResource(of: {
    readonly headers: Headers
    readonly params: { readonly identifier: string; readonly client_id: string }
  }): Promise<unknown>
}

/** Over the wire, as her browser would. */
const signUp = async (origin: string): Promise<ReadonlyMap<string, string>> => {
  const cookies = new Map<string, string>()
  const response = await fetch(`${origin}/api/auth/sign-up/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify({ name: 'Alice', email: 'alice@example.com', password: 'a lamp in every window' }),
  })
  if (!response.ok) throw new Error(`sign-up was answered ${response.status}: ${await response.text()}`)
  keep(cookies, response)
  return cookies
}
