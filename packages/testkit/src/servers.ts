/** The MCP servers of a small world. */
import type { NewResource } from '@gatehouse/issuer/registry/resources'

const scope = (name: string, description: string, isPrivileged = false) => ({
  name,
  description,
  implies: [],
  isPrivileged,
})

export const files: NewResource = {
  uri: 'https://files.example/mcp',
  name: 'files',
  title: 'Demo files',
  scopes: [
    scope('files:read', 'List, read and search files'),
    scope('files:write', 'Create, change and delete files'),
    scope('files:admin', 'Change who may use the files', true),
  ],
  defaultScopes: ['files:read'],
  isDefault: true,
}

export const notes: NewResource = {
  uri: 'https://notes.example/mcp',
  name: 'notes',
  title: 'Team notes',
  scopes: [scope('notes:read', 'Read notes'), scope('notes:write', 'Write notes')],
  defaultScopes: ['notes:read'],
}
