/** oidc-provider as an authorization server of its own: JWT access tokens, rotation, registration, and everything kept in SQLite. */
import { DatabaseSync } from 'node:sqlite'
import Provider from 'oidc-provider'
import { sqliteAdapter } from './oidc-provider-adapter.ts'

const port = Number(process.env['PORT'])
const issuer = `http://localhost:${port}`
const settings = JSON.parse(process.env['SETTINGS'] ?? '{}')
const database = new DatabaseSync(process.env['DATABASE'] ?? '')
database.exec('pragma journal_mode = wal; pragma synchronous = normal')

const provider = new Provider(issuer, {
  adapter: sqliteAdapter(database),
  jwks: { keys: [settings.key] },
  cookies: { keys: ['a key of this benchmark only'] },
  clients: settings.clients,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  scopes: ['openid', 'offline_access', settings.scope, 'vault:read'],
  rotateRefreshToken: true,
  issueRefreshToken: () => true,
  expiresWithSession: () => false,
  pkce: { required: () => true },
  ttl: {
    AccessToken: 3600,
    ClientCredentials: 3600,
    AuthorizationCode: 60,
    RefreshToken: 86_400,
    Session: 86_400,
    Grant: 86_400,
    Interaction: 600,
  },
  features: {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    registration: { enabled: true },
    resourceIndicators: {
      enabled: true,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, resource) => ({
        scope: resource === settings.resource ? settings.scope : 'vault:read',
        audience: resource,
        accessTokenTTL: 3600,
        accessTokenFormat: resource === settings.resource ? 'jwt' : 'opaque',
        ...(resource === settings.resource ? { jwt: { sign: { alg: 'ES256' } } } : {}),
      }),
    },
  },
})

// Whoever comes is alice, and she allows everything: a sign-in page is not what is measured.
provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/interaction/')) return next()
  const { prompt, params, grantId } = await provider.interactionDetails(ctx.req, ctx.res)
  if (prompt.name === 'login') {
    return provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: 'alice' } })
  }
  const grant =
    (grantId && (await provider.Grant.find(grantId))) ||
    new provider.Grant({ accountId: 'alice', clientId: String(params.client_id) })
  grant.addOIDCScope(String(params.scope))
  grant.addResourceScope(settings.resource, settings.scope)
  grant.addResourceScope(settings.opaqueResource, 'vault:read')
  const saved = await grant.save()
  return provider.interactionFinished(
    ctx.req,
    ctx.res,
    { consent: { grantId: saved } },
    { mergeWithLastSubmission: true },
  )
})

provider.listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
