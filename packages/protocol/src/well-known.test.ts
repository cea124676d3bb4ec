import { expect, it } from 'vitest'
import {
  authorizationServerMetadataPaths,
  authorizationServerMetadataUrls,
  protectedResourceMetadataPath,
  protectedResourceMetadataUrl,
} from './well-known.ts'

it('tries the RFC 8414 name first, then the OpenID names', () => {
  const plain = [
    'https://auth.example/.well-known/oauth-authorization-server',
    'https://auth.example/.well-known/openid-configuration',
  ]
  expect(authorizationServerMetadataUrls('https://auth.example')).toEqual(plain)
  expect(authorizationServerMetadataUrls('https://auth.example/')).toEqual(plain)
})

it('inserts the path of an issuer, and appends it for old OpenID readers (RFC 8414 §3.1, §5)', () => {
  const inserted = [
    'http://localhost:4646/.well-known/oauth-authorization-server/a/b',
    'http://localhost:4646/.well-known/openid-configuration/a/b',
    'http://localhost:4646/a/b/.well-known/openid-configuration',
  ]
  expect(authorizationServerMetadataUrls('http://localhost:4646/a/b')).toEqual(inserted)
  expect(authorizationServerMetadataUrls('http://localhost:4646/a/b/')).toEqual(inserted)
  expect(authorizationServerMetadataPaths('http://localhost:4646/a/b')).toEqual(
    inserted.map((url) => new URL(url).pathname),
  )
})

it.each([
  ['https://mcp.example', '/.well-known/oauth-protected-resource'],
  ['https://mcp.example/', '/.well-known/oauth-protected-resource'],
  ['https://mcp.example/mcp/files', '/.well-known/oauth-protected-resource/mcp/files'],
  ['https://mcp.example/mcp?tenant=1', '/.well-known/oauth-protected-resource/mcp?tenant=1'],
  ['https://mcp.example/?tenant=1', '/.well-known/oauth-protected-resource?tenant=1'],
])('inserts the well-known name before the path of %s (RFC 9728 §3.1)', (resource, path) => {
  expect(protectedResourceMetadataPath(resource)).toBe(path)
  expect(protectedResourceMetadataUrl(resource)).toBe(`https://mcp.example${path}`)
})
