/** Editors and desktop apps. */
import { lookingOrders, type RecordedClient } from './recorded-client.ts'

const documentCallbacks = ['http://127.0.0.1/callback'] as const

export const desktop: readonly RecordedClient[] = [
  {
    id: 'vs-code',
    title: 'VS Code',
    kind: 'desktop',
    evidence: 'documents',
    registers: ['document', 'dynamic', 'typed in'],
    habits: [
      {
        does: 'registers four redirect URIs and grants that few servers know (device_code)',
        gatehouse: 'keeps the four, and leaves out of the echo what it does not support',
      },
      {
        does: 'takes a random port when 33418 is busy',
        gatehouse: 'ignores the port of loopback addresses; no path equals /',
      },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.thorough,
      identity: {
        kind: 'dynamic',
        body: {
          client_name: 'Visual Studio Code',
          client_uri: 'https://code.visualstudio.com',
          redirect_uris: [
            'https://insiders.vscode.dev/redirect',
            'https://vscode.dev/redirect',
            'http://127.0.0.1/',
            'http://127.0.0.1:33418/',
          ],
          grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      },
      redirectUri: 'http://127.0.0.1:61771/',
      scope: 'of the challenge',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2025-11-25',
    },
  },
  {
    id: 'vs-code-web',
    title: 'VS Code (with its document, by vscode.dev)',
    kind: 'desktop',
    evidence: 'documents',
    registers: ['document'],
    habits: [],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.thorough,
      identity: {
        kind: 'document',
        url: 'https://vscode.dev/oauth/client-metadata.json',
        body: {
          client_name: 'Visual Studio Code',
          client_uri: 'https://code.visualstudio.com',
          redirect_uris: ['http://127.0.0.1:33418/', 'http://127.0.0.1/', 'https://vscode.dev/redirect'],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      },
      redirectUri: 'https://vscode.dev/redirect',
      scope: 'of the challenge',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2025-11-25',
    },
  },
  {
    id: 'cursor',
    title: 'Cursor',
    kind: 'desktop',
    evidence: 'documents',
    registers: ['typed in', 'dynamic'],
    habits: [
      {
        does: 'registers three redirect URIs at once: loopback, web, and cursor://',
        gatehouse:
          'takes cursor:// by its list of schemes without a dot; one it does not take would be left out, not refuse the others',
      },
      { does: 'asks for every scope of the resource', gatehouse: 'lists no scope that gives power' },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.sdk,
      identity: {
        kind: 'dynamic',
        body: {
          client_name: 'Cursor',
          redirect_uris: [
            'http://localhost:8787/callback',
            'cursor://anysphere.cursor-mcp/oauth/callback',
            'https://www.cursor.com/agents/mcp/oauth/callback',
          ],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
        },
      },
      redirectUri: 'cursor://anysphere.cursor-mcp/oauth/callback',
      scope: 'every scope of the resource',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2025-11-25',
    },
  },
  {
    id: 'zed',
    title: 'Zed',
    kind: 'desktop',
    evidence: 'documents',
    registers: ['document', 'dynamic'],
    habits: [
      {
        does: 'publishes a callback without a port and comes with one',
        gatehouse: 'ignores the port of loopback addresses',
      },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.sdk,
      identity: {
        kind: 'document',
        url: 'https://zed.dev/oauth/client-metadata.json',
        body: {
          client_name: 'Zed',
          client_uri: 'https://zed.dev',
          redirect_uris: documentCallbacks,
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
        },
      },
      redirectUri: 'http://127.0.0.1:27523/callback',
      scope: 'of the challenge',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2025-11-25',
    },
  },
  {
    id: 'goose',
    title: 'goose',
    kind: 'desktop',
    evidence: 'documents',
    registers: ['document', 'dynamic', 'typed in'],
    habits: [
      {
        does: 'publishes a document that may lack the refresh_token grant',
        gatehouse: 'gives a refresh token when it asks for offline_access',
      },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.sdk,
      identity: {
        kind: 'document',
        url: 'https://goose-docs.ai/oauth/client-metadata.json',
        body: {
          client_name: 'goose',
          client_uri: 'https://goose-docs.ai',
          redirect_uris: [
            'http://127.0.0.1/oauth_callback',
            'http://localhost/oauth_callback',
            'http://[::1]/oauth_callback',
          ],
          grant_types: ['authorization_code'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
        },
      },
      redirectUri: 'http://[::1]:44871/oauth_callback',
      scope: 'of the challenge and offline_access',
      prompt: 'consent',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2025-11-25',
    },
  },
]
