/** The authorization server's metadata, under all of its well-known names: one document, the same bytes. RFC 8414 §3, OIDC Discovery §4 */
import type { AuthorizationServerMetadata } from '@gatehouse/protocol/metadata/authorization-server'
import { offlineAccess } from '@gatehouse/protocol/scope'
import { authorizationServerMetadataPaths } from '@gatehouse/protocol/well-known'
import { documentResponse, keepFresh, toDocument } from '../http/document.ts'
import type { Doors } from '../http/doors.ts'
import { noBody, type PublicEndpoint } from '../http/endpoint.ts'

export const metadata = (doors: Doors): readonly PublicEndpoint[] => {
  const document = keepFresh(doors.clock, async () => toDocument(doors.digest, await describe(doors)))
  return authorizationServerMetadataPaths(doors.issuer.policy.issuer).map((path) => ({
    role: 'public',
    method: 'GET',
    path,
    isAtRoot: true,
    cache: 'public',
    cors: true,
    body: noBody,
    rateClass: 'open',
    needsAccount: false,
    handle: async ({ request }) => documentResponse(request, await document()),
  }))
}

/** Only what exists; scopes that give power are not listed, because some clients ask for everything they see. */
const describe = async ({ issuer, publicJwks, urlOf }: Doors): Promise<AuthorizationServerMetadata> => {
  const { policy, token, introspection, resources } = issuer
  // `Bearer` is a server with its key: RFC 8414 §2 lets a type of access token stand among the methods.
  const provingMethods = token.authenticationMethods.filter((method) => method !== 'none')
  const listed = (await resources.list()).filter(({ isListed }) => isListed)
  const scopes = listed.flatMap((resource) => resource.scopes).filter(({ isPrivileged }) => !isPrivileged)
  return {
    issuer: policy.issuer,
    authorization_endpoint: urlOf('/authorize'),
    token_endpoint: urlOf('/token'),
    jwks_uri: urlOf('/jwks'),
    ...(policy.registration === 'open' ? { registration_endpoint: urlOf('/register') } : {}),
    revocation_endpoint: urlOf('/revoke'),
    introspection_endpoint: urlOf('/introspect'),
    scopes_supported: [...new Set(scopes.map(({ name }) => name)), offlineAccess],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: token.grantTypes,
    token_endpoint_auth_methods_supported: token.authenticationMethods,
    revocation_endpoint_auth_methods_supported: token.authenticationMethods,
    introspection_endpoint_auth_methods_supported: [...provingMethods, 'Bearer'],
    introspection_signing_alg_values_supported: introspection.signingAlgorithms(),
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    protected_resources: listed.map(({ uri }) => uri),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [...new Set(publicJwks().map(({ alg }) => String(alg)))],
  }
}
