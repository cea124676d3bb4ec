/** What the authorization server and the guard are told about this MCP server: declared once, for both. RFC 8707, RFC 9728 */

export const filesResource = {
  path: '/mcp/files',
  name: 'files',
  title: 'Demo files',
  scopes: [
    {
      name: 'files:read',
      description: 'List, read and search the files of the demo folder',
      implies: [],
      isPrivileged: false,
    },
    {
      name: 'files:write',
      description: 'Write and replace files in the demo folder',
      implies: ['files:read'],
      isPrivileged: false,
    },
  ],
  defaultScopes: ['files:read'],
  isDefault: true,
} as const
