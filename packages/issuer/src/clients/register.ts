/** Dynamic registration: a stranger's program becomes a client. What it says of itself decides nothing about trust. RFC 7591 §3 */
import { refuse } from '@gatehouse/protocol/errors'
import { parseRegistration, type RegisteredMetadata } from '@gatehouse/protocol/metadata/client'
import type { Client } from '../ports/clients.ts'
import type { Ports } from '../ports/ports.ts'
import type { Visit } from '../visit.ts'
import { authenticationMethods, authenticationOf } from './authenticate-client.ts'
import type { Needs } from '../needs.ts'

/** The JSON of a request, to the JSON of the answer (201). Throws invalid_client_metadata or invalid_redirect_uri. */
export const registerClient =
  (needs: Needs, grantTypes: readonly string[]) =>
  async (body: unknown, visit: Visit): Promise<Readonly<Record<string, unknown>>> => {
    const { privateUseSchemes } = needs.policy
    const metadata = parseRegistration(body, { privateUseSchemes, grantTypes, authMethods: authenticationMethods })
    const { client, secret } = newClient(needs, metadata)
    const facts = { clientId: client.id, detail: { name: client.name } }
    const written = await needs.store.clients.register(client, needs.policy.maxUnusedRegistrations, [
      needs.entry('client.registered', visit, facts),
    ])
    if (written === 'idTaken') throw refuse('temporarily_unavailable', 'try again', { status: 503 })
    return {
      client_id: client.id,
      client_id_issued_at: client.createdAt,
      ...(secret === undefined ? {} : { client_secret: secret, client_secret_expires_at: 0 }),
      ...client.metadata,
    }
  }

const newClient = ({ ids, clock, digest }: Ports, metadata: RegisteredMetadata) => {
  const authentication = authenticationOf(metadata.token_endpoint_auth_method)
  const secret = authentication === 'secret' ? ids.secret() : undefined
  const client: Client = {
    id: ids.next('cli'),
    provenance: 'dynamic',
    name: metadata.client_name ?? '',
    isVerified: false,
    isFirstParty: false,
    redirectUris: metadata.redirect_uris,
    grantTypes: metadata.grant_types,
    authentication,
    secretHash: secret === undefined ? undefined : digest.sha256(secret),
    machineAccess: [],
    metadata: { ...metadata },
    createdAt: clock.now(),
  }
  return { client, secret }
}
