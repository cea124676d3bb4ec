import { expect, it } from 'vitest'
import { type AuthorizationServerMetadata, authorizationServerMetadataShape } from './authorization-server.ts'

const ours: AuthorizationServerMetadata = {
  issuer: 'https://auth.example',
  authorization_endpoint: 'https://auth.example/authorize',
  token_endpoint: 'https://auth.example/token',
  jwks_uri: 'https://auth.example/jwks',
  revocation_endpoint: 'https://auth.example/revoke',
  scopes_supported: ['offline_access'],
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'form_post'],
  grant_types_supported: ['authorization_code', 'refresh_token'],
  token_endpoint_auth_methods_supported: ['none'],
  revocation_endpoint_auth_methods_supported: ['none'],
  code_challenge_methods_supported: ['S256'],
  authorization_response_iss_parameter_supported: true,
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256'],
}

it('reads what we serve', () => {
  const {
    revocation_endpoint_auth_methods_supported: _,
    subject_types_supported: __,
    id_token_signing_alg_values_supported: ___,
    ...read
  } = ours
  expect(authorizationServerMetadataShape.parse(ours)).toEqual(read)
})

it('asks for no more than the issuer, so that every server can be read', () => {
  expect(authorizationServerMetadataShape.parse({ issuer: 'https://a.example', x: 1 })).toEqual({
    issuer: 'https://a.example',
  })
})

it.each([
  null,
  [],
  'text',
  {},
  { issuer: 1 },
  { issuer: 'x', token_endpoint: 1 },
  { issuer: 'x', code_challenge_methods_supported: 'S256' },
])('does not take %j for metadata', (body) => {
  expect(authorizationServerMetadataShape.safeParse(body).success).toBe(false)
})
