/** The authorization server's metadata, under all of its well-known names: one document, the same bytes. RFC 8414 §3, OIDC Discovery §4 */
import { assertionAlgorithms } from '@gatehouse/protocol/client-assertion'
import type { AuthorizationServerMetadata } from '@gatehouse/protocol/metadata/authorization-server'
import { offlineAccess, openId } from '@gatehouse/protocol/scope'
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
const describe = async ({ issuer, signingAlgorithms, urlOf }: Doors): Promise<AuthorizationServerMetadata> => {
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
    ...(policy.registration === 'off' ? {} : { registration_endpoint: urlOf('/register') }),
    revocation_endpoint: urlOf('/revoke'),
    introspection_endpoint: urlOf('/introspect'),
    gatehouse_revocations_endpoint: urlOf('/revocations'),
    userinfo_endpoint: urlOf('/userinfo'),
    end_session_endpoint: urlOf('/logout'),
    // `profile` and `email` work, but are not offered to clients that take whatever is listed: decision 0006.
    scopes_supported: [...new Set(scopes.map(({ name }) => name)), openId, offlineAccess],
    response_types_supported: ['code'],
    response_modes_supported: ['query', 'form_post'],
    grant_types_supported: token.grantTypes,
    token_endpoint_auth_methods_supported: token.authenticationMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    revocation_endpoint_auth_methods_supported: token.authenticationMethods,
    revocation_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_endpoint_auth_methods_supported: [...provingMethods, 'Bearer'],
    introspection_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    introspection_signing_alg_values_supported: introspection.signingAlgorithms(),
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
    ...(policy.clientDocuments.accept === 'off' ? {} : { client_id_metadata_document_supported: true }),
    protected_resources: listed.map(({ uri }) => uri),
    ...openIdMembers(token.acrValues),
    id_token_signing_alg_values_supported: signingAlgorithms(),
  }
}

const openIdMembers = (acrValues: readonly string[]) => ({
  subject_types_supported: ['public'],
  claim_types_supported: ['normal'],
  claims_supported: [...tokenClaims, ...personClaims],
  acr_values_supported: acrValues,
  prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  claims_parameter_supported: false as const,
  request_parameter_supported: false as const,
  // Absent would mean: supported.
  request_uri_parameter_supported: false as const,
})

const tokenClaims = ['iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'acr', 'amr', 'at_hash']
const personClaims = ['name', 'preferred_username', 'email', 'email_verified']
