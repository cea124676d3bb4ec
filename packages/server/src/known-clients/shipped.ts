/**
 * MCP clients that have a metadata document, as far as public material tells (docs/clients.md). Data: an operator's `clientDocuments.knownClients`
 * replaces an entry by its name, or adds one. `*` stands for one step of a path.
 */
import type { FamiliarClient } from './known-clients.ts'

/**
 * Vouched for are those whose answers go to a web address of the same house; what ends on a person's computer, any program there could ask for.
 * Their signs are letters of ours: the marks of others belong to others.
 */
export const shippedClients: readonly FamiliarClient[] = [
  {
    name: 'Claude',
    clientIds: ['https://claude.ai/oauth/mcp-oauth-client-metadata'],
    redirectUris: ['https://claude.ai/api/mcp/auth_callback', 'https://claude.com/api/mcp/auth_callback'],
    isVouchedFor: true,
    monogram: { letter: 'C', tone: 'sky' },
  },
  {
    name: 'Claude Code',
    clientIds: ['https://claude.ai/oauth/claude-code-client-metadata'],
    redirectUris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
    isVouchedFor: false,
  },
  {
    name: 'ChatGPT',
    clientIds: ['https://chatgpt.com/oauth/client.json', 'https://chatgpt.com/oauth/*/client.json'],
    redirectUris: ['https://chatgpt.com/connector_platform_oauth_redirect', 'https://chatgpt.com/connector/oauth/*'],
    isVouchedFor: true,
    monogram: { letter: 'C', tone: 'plum' },
  },
  {
    name: 'Codex',
    clientIds: ['https://chatgpt.com/oauth/codex/client.json', 'https://chatgpt.com/oauth/codex/*/client.json'],
    redirectUris: ['http://127.0.0.1/callback', 'http://localhost/callback', 'http://127.0.0.1/callback/*'],
    isVouchedFor: false,
  },
  {
    name: 'VS Code',
    clientIds: [
      'https://vscode.dev/oauth/client-metadata.json',
      'https://insiders.vscode.dev/oauth/client-metadata.json',
    ],
    redirectUris: [
      'http://127.0.0.1:33418/',
      'http://127.0.0.1/',
      // Hands the answer on to whatever program of the computer its state names.
      'https://vscode.dev/redirect',
      'https://insiders.vscode.dev/redirect',
    ],
    isVouchedFor: false,
  },
  {
    name: 'Zed',
    clientIds: ['https://zed.dev/oauth/client-metadata.json'],
    redirectUris: ['http://127.0.0.1/callback'],
    isVouchedFor: false,
  },
  {
    name: 'goose',
    clientIds: ['https://goose-docs.ai/oauth/client-metadata.json'],
    redirectUris: ['http://127.0.0.1/oauth_callback', 'http://[::1]/oauth_callback'],
    isVouchedFor: false,
  },
  {
    name: 'opencode',
    clientIds: ['https://opencode.ai/oauth/opencode/client.json'],
    redirectUris: ['http://127.0.0.1:19876/callback'],
    isVouchedFor: false,
  },
  {
    name: 'mcpc',
    clientIds: ['https://apify.github.io/mcpc/client-metadata.json'],
    redirectUris: ['http://127.0.0.1/callback'],
    isVouchedFor: false,
  },
  {
    name: 'Grok',
    clientIds: ['https://grok.com/oauth/mcp-client.json'],
    redirectUris: [
      'https://grok.com/connectors-oauth-exchange-code/',
      'https://console.x.ai/connectors-oauth-exchange-code/',
    ],
    isVouchedFor: true,
    monogram: { letter: 'G', tone: 'clay' },
  },
  ...[
    ['Notion', 'https://www.notion.so/oauth/mcp-client-metadata.json'],
    ['MCPJam', 'https://www.mcpjam.com/.well-known/oauth/client-metadata.json'],
    ['Factory', 'https://api.factory.ai/mcp/oauth-client'],
    ['ToolHive', 'https://toolhive.dev/oauth/client-metadata.json'],
    ['Hermes', 'https://nousresearch.github.io/hermes-agent/docs/oauth/client-metadata.json'],
  ].map(([name = '', clientId = '']) => ({ name, clientIds: [clientId], redirectUris: [], isVouchedFor: false })),
]
