/** Plays a recorded client against the door, request by request in its own way, and tells what it got. */
import { formatBasicCredentials } from '@gatehouse/protocol/basic-credentials'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { Flow, Identity } from '../../clients/recorded-client.ts'
import type { Door } from './door.ts'

export interface Metadata {
  readonly issuer: string
  readonly token_endpoint: string
  readonly authorization_endpoint: string
  readonly registration_endpoint: string
  readonly revocation_endpoint: string
  readonly jwks_uri: string
  readonly scopes_supported: readonly string[]
  readonly token_endpoint_auth_methods_supported: readonly string[]
  readonly token_endpoint_auth_signing_alg_values_supported?: readonly string[]
  readonly client_id_metadata_document_supported?: boolean
  readonly authorization_response_iss_parameter_supported?: boolean
}

export interface Found {
  /** The challenge of the first knock. */
  readonly scope: string
  readonly resource: { readonly resource: string; readonly scopes_supported: readonly string[] }
  readonly server: Metadata
}

export interface Installed {
  readonly clientId: string
  readonly secret?: string | undefined
  /** The whole answer of a registration. */
  readonly echo?: Readonly<Record<string, unknown>>
}

/** Hosted clients are few networks; this is one of them. */
const address = '198.51.100.40'

export const ask = (door: Door, url: string, init: RequestInit = {}): Promise<Response> =>
  door.fetch(new Request(url.startsWith('/') ? `${door.origin}${url}` : url, init), { address })

/** Knocks, and follows the challenge to both documents. */
export const discover = async (door: Door, flow: Flow): Promise<Found> => {
  const headers = flow.userAgent === undefined ? {} : { 'User-Agent': flow.userAgent }
  const challenges = await Promise.all(
    flow.knocks.map(async (method) => {
      const answer = await ask(door, door.mcp, { method, headers })
      const challenge = answer.headers.get('WWW-Authenticate') ?? ''
      if (answer.status !== 401) throw new Error(`${method} without a token was answered ${answer.status}`)
      return challenge
    }),
  )
  const challenge = challenges[0] ?? ''
  const where = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? ''
  const resource = (await (await ask(door, where)).json()) as Found['resource'] & {
    readonly authorization_servers: readonly string[]
  }
  const issuer = resource.authorization_servers[0] ?? ''
  const server = (await (await ask(door, `${issuer}/.well-known/oauth-authorization-server`)).json()) as Metadata
  return { scope: /scope="([^"]*)"/.exec(challenge)?.[1] ?? '', resource, server }
}

export const install = async (door: Door, identity: Identity, server: Metadata): Promise<Installed> => {
  if (identity.kind === 'document') return { clientId: identity.url }
  if (identity.kind === 'typed in') {
    const { redirectUris, method } = identity
    const app = await door.configure({ redirectUris, authenticationMethod: method })
    return { clientId: app.clientId, secret: app.clientSecret }
  }
  const answer = await ask(door, server.registration_endpoint, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(identity.body),
  })
  const echo = (await answer.json()) as { readonly client_id: string; readonly client_secret?: string }
  if (answer.status !== 201) throw new Error(`registration was answered ${answer.status}: ${JSON.stringify(echo)}`)
  return { clientId: echo.client_id, secret: echo.client_secret, echo }
}

/** What it puts into `scope`; undefined: it leaves it out. */
export const scopeAsked = (flow: Flow, found: Found): string | undefined => {
  switch (flow.scope) {
    case 'of the challenge':
      return found.scope
    case 'of the challenge and offline_access':
      return `${found.scope} offline_access`
    case 'every scope of the authorization server':
      return found.server.scopes_supported.join(' ')
    case 'every scope of the resource':
      return found.resource.scopes_supported.join(' ')
    case 'none':
      return undefined
  }
}

export const resourceAsked = (flow: Flow, door: Door): Readonly<Record<string, string>> => {
  if (flow.resource === 'none') return {}
  return { resource: flow.resource === 'slash' ? `${door.resource}/` : door.resource }
}

/** A form, authenticated in the way of this client. */
export const post = async (
  door: Door,
  { url, form, ...party }: { readonly url: string; readonly form: Readonly<Record<string, string>> } & Party,
): Promise<Response> => {
  const { headers, fields } = await authenticate(party)
  const body = new URLSearchParams({ ...form, ...fields })
  return ask(door, url, { method: 'POST', headers, body })
}

export interface Party {
  readonly method: Flow['authenticates']
  readonly installed: Installed
  readonly issuer: string
  readonly key?: SigningKey | undefined
}

export type SigningKey = Awaited<ReturnType<typeof makeKey>>

/** For a client that signs: RS256, as ChatGPT does. */
export const makeKey = async () => {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  return { privateKey, jwks: { keys: [{ ...(await exportJWK(publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }] } }
}

const authenticate = async ({ method, installed, issuer, key }: Party) => {
  const { clientId, secret = '' } = installed
  if (method === 'none') return { headers: {}, fields: { client_id: clientId } }
  if (method === 'client_secret_post') return { headers: {}, fields: { client_id: clientId, client_secret: secret } }
  if (method === 'client_secret_basic') {
    return { headers: { Authorization: formatBasicCredentials({ clientId, clientSecret: secret }) }, fields: {} }
  }
  if (!key) throw new Error('this client signs: it needs a key')
  return { headers: {}, fields: { client_id: clientId, ...(await assertion(clientId, issuer, key)) } }
}

let assertions = 0

/** RFC 7523 §2.2 */
const assertion = async (clientId: string, issuer: string, { privateKey }: SigningKey) => ({
  client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
  client_assertion: await new SignJWT({ jti: `assertion-${(assertions += 1)}` })
    .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(issuer)
    .setIssuedAt()
    .setExpirationTime('5m')
    .sign(privateKey),
})

/** The first call of a client that has a token. */
export const firstCall = (door: Door, speaks: Flow['speaks'], token: string): Promise<Response> => {
  const isModern = speaks === '2026-07-28'
  const clientInfo = { name: 'recorded', version: '1.0.0' }
  const message = isModern
    ? { method: 'server/discover', params: { _meta: modernMeta(clientInfo) } }
    : { method: 'initialize', params: { protocolVersion: speaks, capabilities: {}, clientInfo } }
  return ask(door, door.mcp, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      Accept: 'application/json, text/event-stream',
      ...(isModern ? { 'MCP-Protocol-Version': speaks, 'Mcp-Method': message.method } : {}),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
  })
}

const modernMeta = (clientInfo: Readonly<Record<string, string>>) => ({
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': clientInfo,
  'io.modelcontextprotocol/clientCapabilities': {},
})
