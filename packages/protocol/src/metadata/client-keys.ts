/** The keys of a registration: with private_key_jwt they are kept, and private or weak ones are refused in any case. RFC 7591 §2, RFC 7517 §5 */
import { assertionAlgorithms } from '../client-assertion.ts'
import { type OAuthError, refuse } from '../errors.ts'
import { faultOfPublicKey, keysOf, type PublicJwk, usableKeys } from '../public-keys.ts'
import { type Members, readText } from './client-members.ts'
import { readHttpsUri, readWebUri } from './client-uris.ts'

const mostKeys = 20

export interface RegisteredKeys {
  readonly jwks?: { readonly keys: readonly PublicJwk[] }
  readonly jwks_uri?: string
  /** The only algorithm of its assertions; any of ours unless it says so. OIDC Registration §2 */
  readonly token_endpoint_auth_signing_alg?: string
}

/** Refuses with `invalid_client_metadata`: no key set, a secret in it, symmetric or short keys, doubled kid, both jwks and jwks_uri. */
export const refusePrivateKeys = (members: Members): void => {
  const keySet = members.get('jwks')
  if (keySet === undefined) return
  const fault = members.has('jwks_uri') ? 'jwks and jwks_uri exclude each other' : faultOfSet(keySet)
  if (fault) throw problem('jwks', fault)
}

/** What proves this client: nothing of it is kept for another method. */
export const readClientKeys = (members: Members, authMethod: string, hosts: KeyHosts): RegisteredKeys => {
  if (authMethod !== 'private_key_jwt') return {}
  return { ...readKeys(members, hosts), ...readAlgorithm(members) }
}

interface KeyHosts {
  readonly isKeyHostTrusted?: boolean
}

const readKeys = (members: Members, { isKeyHostTrusted = false }: KeyHosts): RegisteredKeys => {
  const keys = usableKeys(keysOf(members.get('jwks')) ?? [])
  if (keys.length > 0) return { jwks: { keys } }
  const uri = isKeyHostTrusted ? readHttpsUri(members, 'jwks_uri') : readWebUri(members, 'jwks_uri')
  if (uri !== undefined) return { jwks_uri: uri }
  const parameter = members.has('jwks_uri') ? 'jwks_uri' : 'jwks'
  throw problem(parameter, 'private_key_jwt needs jwks with a public key, or an https jwks_uri at a public name')
}

const readAlgorithm = (members: Members): RegisteredKeys => {
  const name = 'token_endpoint_auth_signing_alg'
  const algorithm = readText(members, name)
  if (algorithm === undefined) return {}
  if (assertionAlgorithms.includes(algorithm)) return { token_endpoint_auth_signing_alg: algorithm }
  throw problem(name, `${name} must be one of: ${assertionAlgorithms.join(', ')}`)
}

const faultOfSet = (keySet: unknown): string | undefined => {
  const keys = keysOf(keySet)
  if (!keys) return 'jwks must be a JSON Web Key Set'
  if (keys.length > mostKeys) return `jwks holds more than ${mostKeys} keys`
  const fault = keys.map(faultOfPublicKey).find((found) => found !== undefined)
  const kids = usableKeys(keys).flatMap(({ kid }) => (kid === undefined ? [] : [kid]))
  return fault ?? (new Set(kids).size < kids.length ? 'jwks holds one kid twice' : undefined)
}

const problem = (parameter: string, reason: string): OAuthError =>
  refuse('invalid_client_metadata', reason, { parameter })
