/** Room 8: which client speaks, proven by the way it registered. RFC 6749 §2.3, OAuth 2.1 §2.4 */
import { refuse } from '@gatehouse/protocol/errors'
import type { Parameters } from '@gatehouse/protocol/parameters'
import { limitFailures } from '../limit-failures.ts'
import type { Needs } from '../needs.ts'
import type { Client, ClientAuthentication } from '../ports/clients.ts'
import type { ClientId } from '../ports/ids.ts'
import type { Visit } from '../visit.ts'
import { provesKey } from './authenticate-key.ts'
import { mayProveNothing } from './authenticate-none.ts'
import { provesSecret } from './authenticate-secret.ts'
import { readClaim, type ClientClaim, type ClientRequest } from './client-claim.ts'
import { isBlocked, longestClientId } from './standing.ts'

declare const authenticated: unique symbol

/** Only this file makes one: whatever takes it cannot run before authentication. */
export interface AuthenticatedClient {
  readonly client: Client
  /** How it proved itself now: what a code or grant of another class must not be used with. */
  readonly authentication: ClientAuthentication
  readonly [authenticated]: true
}

export type { ClientRequest }

/** For discovery and registration. RFC 8414 §2, RFC 7591 §2 */
export const authenticationMethods: readonly string[] = [
  'none',
  'client_secret_basic',
  'client_secret_post',
  'private_key_jwt',
]

export const authenticationOf = (method: string): ClientAuthentication => {
  if (method === 'private_key_jwt') return 'key'
  return method === 'none' ? 'none' : 'secret'
}

export const authenticateClient = (needs: Needs) => {
  const { store, digest, policy } = needs
  const limited = limitFailures(needs)
  const proves = proofs(needs)
  return async (request: ClientRequest, visit: Visit): Promise<AuthenticatedClient> => {
    const claim = readClaim(request)
    const failures = `client authentication ${digest.sha256(claim.id)} ${visit.source}`
    const proven = await limited(failures, async () => {
      const found = claim.id.length <= longestClientId ? await store.clients.find(claim.id as ClientId) : undefined
      const client = found && !isBlocked(found, policy) ? found : undefined
      const isProven = await proves(claim, client, request.form)
      return client && isProven ? ({ client, authentication: claim.method } as AuthenticatedClient) : undefined
    })
    if (proven) return proven
    throw refuse('invalid_client', 'the client is unknown, disabled, or did not prove itself in the way it registered')
  }
}

/** One file a method. */
const proofs = (needs: Needs) => {
  const [none, secret, key] = [mayProveNothing(needs), provesSecret(needs), provesKey(needs)]
  return async (claim: ClientClaim, client: Client | undefined, form: Parameters): Promise<boolean> => {
    if (claim.method === 'none') return none(client, form)
    return claim.method === 'secret' ? secret(client, claim.secret) : key(client, claim.assertion, form)
  }
}
