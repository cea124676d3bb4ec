/** What a client said of itself and we checked, as members of its row: for everyone who brings a client. RFC 7591 §2 */
import type { RegisteredMetadata } from '@gatehouse/protocol/metadata/client'
import type { Client, ClientKeys } from '../ports/clients.ts'
import { authenticationOf } from './authenticate-client.ts'

type Described = Pick<Client, 'redirectUris' | 'grantTypes' | 'authentication' | 'keys' | 'metadata'>

export const described = (metadata: RegisteredMetadata): Described => ({
  redirectUris: metadata.redirect_uris,
  grantTypes: metadata.grant_types,
  authentication: authenticationOf(metadata.token_endpoint_auth_method),
  keys: keysIn(metadata),
  metadata: { ...metadata },
})

const keysIn = ({ jwks, jwks_uri: jwksUri }: RegisteredMetadata): ClientKeys | undefined => {
  if (jwks) return { jwks: jwks.keys }
  return jwksUri === undefined ? undefined : { jwksUri }
}
