/** Coding agents with a document of their own: they listen on a port of this computer and come with another one each time. */
import { lookingOrders, type RecordedClient } from './recorded-client.ts'

const codeAndRefresh = {
  grant_types: ['authorization_code', 'refresh_token'],
  response_types: ['code'],
  token_endpoint_auth_method: 'none',
} as const

export const codingAgents: readonly RecordedClient[] = [
  {
    id: 'claude-code',
    title: 'Claude Code',
    kind: 'command line',
    evidence: 'measured',
    registers: ['typed in', 'document', 'dynamic'],
    habits: [
      {
        does: 'publishes http://localhost/callback without a port and comes with a random one',
        gatehouse: 'ignores the port, and only the port, of loopback addresses',
      },
      {
        does: 'races with its own sessions on one refresh token',
        gatehouse: 'gives the same stored answer for 30 seconds: one rotation, nobody is locked out',
      },
      {
        does: 'revokes the refresh token and then the access token',
        gatehouse: 'answers 200 both times',
      },
    ],
    flow: {
      knocks: ['POST'],
      userAgent: 'claude-code/2.1.0 (cli)',
      looksAt: lookingOrders.claudeCode,
      identity: {
        kind: 'document',
        url: 'https://claude.ai/oauth/claude-code-client-metadata',
        body: {
          client_name: 'Claude Code',
          client_uri: 'https://claude.ai',
          redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'],
          ...codeAndRefresh,
        },
      },
      redirectUri: 'http://localhost:56077/callback',
      scope: 'of the challenge and offline_access',
      prompt: 'consent',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2026-07-28',
      revokes: ['refresh_token', 'access_token'],
    },
  },
  {
    id: 'claude-code-registering',
    title: 'Claude Code (registering itself)',
    kind: 'command line',
    evidence: 'measured',
    registers: ['dynamic'],
    habits: [],
    flow: {
      knocks: ['POST'],
      userAgent: 'claude-code/2.1.0 (cli)',
      looksAt: lookingOrders.claudeCode,
      identity: {
        kind: 'dynamic',
        body: {
          client_name: 'Claude Code (files)',
          redirect_uris: ['http://localhost:56077/callback'],
          ...codeAndRefresh,
          application_type: 'native',
          scope: 'files:read offline_access',
        },
      },
      redirectUri: 'http://localhost:61200/callback',
      scope: 'of the challenge and offline_access',
      prompt: 'consent',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2026-07-28',
      revokes: ['refresh_token', 'access_token'],
    },
  },
  {
    id: 'codex',
    title: 'Codex',
    kind: 'command line',
    evidence: 'measured',
    registers: ['typed in', 'document', 'dynamic'],
    habits: [
      {
        does: 'keeps one client id and /callback only for servers that send iss, and a path per server otherwise',
        gatehouse: 'sends iss with every answer, success and error, and says so in its metadata',
      },
      {
        does: 'repeats offline_access on refresh',
        gatehouse: 'accepts it there and keeps it in the answer',
      },
      {
        does: 'asks for the metadata below the MCP endpoint, too',
        gatehouse: 'answers there, or with 404, never with a page',
      },
    ],
    flow: {
      knocks: ['GET'],
      looksAt: lookingOrders.codex,
      identity: {
        kind: 'document',
        url: 'https://chatgpt.com/oauth/codex/client.json',
        body: {
          client_name: 'Codex',
          redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
          ...codeAndRefresh,
        },
      },
      redirectUri: 'http://127.0.0.1:39111/callback',
      scope: 'of the challenge and offline_access',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      refreshScope: 'asked',
      speaks: '2024-11-05',
    },
  },
]
