/** What the admin API shows of people, clients, servers and the journal. Never a secret, except where one is made and shown once. */
import { z } from 'zod'

const epochSeconds = z.int().nonnegative()

/** In seconds: ten years at most. */
export const lifetime = z.int().positive().max(315_360_000)

export const user = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string().optional(),
  isAdmin: z.boolean(),
  createdAt: epochSeconds,
  disabledAt: epochSeconds.optional(),
})

const machineAccess = z.strictObject({ resource: z.string(), scopes: z.array(z.string()) })

const publicJwk = z.record(z.string(), z.unknown())
/** Where the public keys of a client with private_key_jwt are. RFC 7591 §2 */
const clientKeys = z.union([z.strictObject({ jwks: z.array(publicJwk) }), z.strictObject({ jwksUri: z.string() })])

export const client = z.object({
  id: z.string(),
  name: z.string(),
  provenance: z.enum(['configured', 'dynamic', 'document']),
  authentication: z.enum(['none', 'secret', 'key']),
  keys: clientKeys.optional(),
  mayNameTokenEndpoint: z.boolean().optional(),
  isFirstParty: z.boolean(),
  redirectUris: z.array(z.string()),
  grantTypes: z.array(z.string()),
  machineAccess: z.array(machineAccess),
  /** From then on its secret proves nothing. */
  secretExpiresAt: epochSeconds.optional(),
  createdAt: epochSeconds,
  lastUsedAt: epochSeconds.optional(),
  disabledAt: epochSeconds.optional(),
})

export const newClient = z.strictObject({
  /** Ours (`cli_...`) unless chosen. */
  id: z.string().optional(),
  name: z.string(),
  redirectUris: z.array(z.string()),
  grantTypes: z.array(z.string()),
  /** A value of `token_endpoint_auth_method`. RFC 7591 §2 */
  authenticationMethod: z.string(),
  /** For private_key_jwt, and only for it. */
  keys: clientKeys.optional(),
  /** Its assertions may name the token endpoint as their audience, beside the issuer. RFC 7523 §3 */
  mayNameTokenEndpoint: z.boolean().optional(),
  isFirstParty: z.boolean(),
  /** Where a browser may go on after signing out. OIDC RP-Initiated Logout §3.1 */
  postLogoutRedirectUris: z.array(z.string()).optional(),
  /** `id_token_signed_response_alg`; the server's choice without it. OIDC Registration §2 */
  idTokenAlgorithm: z.string().optional(),
  machineAccess: z.array(machineAccess),
  /** Of a secret that is made for it, in seconds; for ever without it. */
  secretLifetime: lifetime.optional(),
})

/** What is not named stays as it is. */
export const clientChanges = newClient.omit({ id: true }).partial()

export const registrationToken = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: epochSeconds,
  expiresAt: epochSeconds.optional(),
  /** Without it any number of clients may register. */
  usesLeft: z.int().nonnegative().optional(),
})

export const newRegistrationToken = z.strictObject({
  label: z.string(),
  uses: z.int().positive().max(1_000_000).optional(),
  lifetime: lifetime.optional(),
})

const scope = z.strictObject({
  name: z.string(),
  description: z.string(),
  implies: z.array(z.string()),
  isPrivileged: z.boolean(),
})

export const newServer = z.strictObject({
  /** Short and unique: putting a server of a known name changes that one. */
  name: z.string(),
  uri: z.string(),
  title: z.string().optional(),
  scopes: z.array(scope),
  defaultScopes: z.array(z.string()),
  /** Seconds. */
  accessTokenLifetime: z.int().positive().optional(),
  /** `jwt` unless said otherwise. */
  accessTokenFormat: z.enum(['jwt', 'opaque']).optional(),
  isListed: z.boolean().optional(),
  isDefault: z.boolean().optional(),
})

export const server = z.object({
  name: z.string(),
  uri: z.string(),
  title: z.string(),
  scopes: z.array(scope),
  defaultScopes: z.array(z.string()),
  accessTokenLifetime: z.int(),
  accessTokenFormat: z.enum(['jwt', 'opaque']),
  isListed: z.boolean(),
  isDefault: z.boolean(),
  createdAt: epochSeconds,
})

export const serverKey = z.object({ id: z.string(), label: z.string(), createdAt: epochSeconds })

export const signingKey = z.object({
  kid: z.string(),
  alg: z.string(),
  /** `next`: published only. `active`: signs. `retired`: verifies what it signed. `dead`: about to go. */
  state: z.enum(['next', 'active', 'retired', 'dead']),
  createdAt: epochSeconds,
  activeFrom: epochSeconds,
  publishedUntil: epochSeconds.optional(),
})

export const journalRow = z.object({
  id: z.string(),
  at: epochSeconds,
  event: z.string(),
  userId: z.string().optional(),
  /** As the account is called now; absent once it is gone. */
  userName: z.string().optional(),
  clientId: z.string().optional(),
  grantId: z.string().optional(),
  traceId: z.string().optional(),
  source: z.string().optional(),
  detail: z.record(z.string(), z.string()).optional(),
})
