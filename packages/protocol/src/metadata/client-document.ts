/** What a client says of itself at the URL that is its id: the document's text in, what we keep out. CIMD draft §4 */
import { type OAuthError, refuse } from '../errors.ts'
import { parseJson } from '../json.ts'
import { webOriginOf } from '../uri.ts'
import { type Members, readMembers, readText, readTexts } from './client-members.ts'
import { readMetadata, type MetadataPolicy, type RegisteredMetadata } from './client.ts'

/** How a client that shares no secret with us may prove itself; the strongest first. */
const methods: readonly string[] = ['private_key_jwt', 'none']

/** Refuses like `parseRegistration`. The id must be the URL byte for byte; a document is public, so nothing in it may be secret. */
export const parseClientDocument = (text: string, clientId: string, policy: MetadataPolicy): RegisteredMetadata => {
  const members = readMembers(parseJson(text, { refusal: 'invalid_client_metadata' }))
  if (members.get('client_id') !== clientId) throw problem('client_id', 'client_id is not the URL of the document')
  for (const name of ['client_secret', 'client_secret_expires_at']) {
    if (members.has(name)) throw problem(name, `${name} cannot stand in a public document`)
  }
  const method = negotiate(members, clientId)
  return readMetadata(members, method, { ...policy, isKeyHostTrusted: true })
}

/** What the client prefers, if that is possible here; else the strongest of what it offers. */
const negotiate = (members: Members, clientId: string): string => {
  const parameter = 'token_endpoint_auth_method'
  const preferred = readText(members, parameter)
  const offered = readTexts(members, 'token_endpoint_auth_methods_supported')
  if (preferred?.startsWith('client_secret_')) throw problem(parameter, `${preferred} needs a secret that both know`)
  if (preferred === undefined && offered === undefined) return 'none'
  const ranked = [preferred, ...methods.filter((method) => offered?.includes(method))]
  const method = ranked.find(
    (candidate) => candidate === 'none' || (candidate === methods[0] && hasKeys(members, clientId)),
  )
  if (method !== undefined) return method
  throw problem(
    parameter,
    'none of its authentication methods can be used: it needs none, or private_key_jwt with keys',
  )
}

/** A key set elsewhere would let that host speak for this one. */
const hasKeys = (members: Members, clientId: string): boolean => {
  const uri = readText(members, 'jwks_uri')
  return uri === undefined ? members.has('jwks') : webOriginOf(uri) === webOriginOf(clientId)
}

const problem = (parameter: string, reason: string): OAuthError =>
  refuse('invalid_client_metadata', reason, { parameter })
