/** better-auth with its OAuth provider: JWT access tokens through its jwt plugin, everything in SQLite by its own adapter. */
import { createServer } from 'node:http'
import { DatabaseSync } from 'node:sqlite'
import { oauthProvider } from '@better-auth/oauth-provider'
import { betterAuth } from 'better-auth'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { jwt } from 'better-auth/plugins'

const port = Number(process.env['PORT'])
const settings = JSON.parse(process.env['SETTINGS'] ?? '{}')
const database = new DatabaseSync(process.env['DATABASE'] ?? '')
database.exec('pragma journal_mode = wal; pragma synchronous = normal')

const auth = betterAuth({
  baseURL: `http://localhost:${port}`,
  secret: 'a secret of this benchmark only, and long enough',
  database,
  emailAndPassword: { enabled: true },
  rateLimit: { enabled: false },
  telemetry: { enabled: false },
  logger: { level: 'error' },
  plugins: [
    jwt({ jwks: { keyPairConfig: { alg: 'ES256' } }, disableSettingJwtHeader: true }),
    oauthProvider({
      loginPage: '/sign-in',
      consentPage: '/consent',
      scopes: ['openid', 'offline_access', settings.scope],
      resources: [{ identifier: settings.resource }],
      enforcePerClientResources: false,
      allowDynamicClientRegistration: true,
      allowUnauthenticatedClientRegistration: true,
      silenceWarnings: { oauthAuthServerConfig: true, openidConfig: true },
      rateLimit: { token: false, authorize: false, introspect: false, revoke: false, register: false, userinfo: false },
    }),
  ],
})
const { runMigrations } = await getMigrations(auth.options)
await runMigrations()
createServer(toNodeHandler(auth)).listen(port, '127.0.0.1')
process.once('SIGTERM', () => process.exit(0))
