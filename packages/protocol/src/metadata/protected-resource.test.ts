import { expect, it } from 'vitest'
import { type ProtectedResourceMetadata, protectedResourceMetadataShape } from './protected-resource.ts'

const ours: ProtectedResourceMetadata = {
  resource: 'https://mcp.example/mcp',
  authorization_servers: ['https://auth.example'],
  scopes_supported: ['files:read'],
  bearer_methods_supported: ['header'],
  resource_name: 'Files',
}

it('reads what we serve, and drops what it does not know', () => {
  expect(protectedResourceMetadataShape.parse({ ...ours, resource_name_de: 'Dateien' })).toEqual(ours)
  expect(protectedResourceMetadataShape.parse({ resource: 'https://mcp.example' })).toEqual({
    resource: 'https://mcp.example',
  })
})

it.each([
  null,
  [],
  {},
  { resource: ['https://mcp.example'] },
  { resource: 'x', authorization_servers: 'https://auth.example' },
  { resource: 'x', scopes_supported: [1] },
])('does not take %j for metadata', (body) => {
  expect(protectedResourceMetadataShape.safeParse(body).success).toBe(false)
})
