/** Client libraries: what programs built on them do. */
import { lookingOrders, type RecordedClient } from './recorded-client.ts'

const appCallback = 'http://127.0.0.1:40123/callback'

export const libraries: readonly RecordedClient[] = [
  {
    id: 'sdk-v1',
    title: 'MCP TypeScript SDK v1',
    kind: 'library',
    evidence: 'tried live',
    version: '1.32.2',
    registers: ['document', 'dynamic'],
    habits: [
      {
        does: 'never asks for offline_access and still expects a refresh token',
        gatehouse: 'gives one to every client that registered for the grant',
      },
      {
        does: 'registers with the scope of the first challenge',
        gatehouse: 'takes that as a record, never as a ceiling: step-up works',
      },
      { does: 'sends client_credentials without a scope', gatehouse: 'gives what the operator assigned' },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.sdk,
      identity: {
        kind: 'dynamic',
        body: {
          redirect_uris: [appCallback],
          token_endpoint_auth_method: 'none',
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          client_name: 'Example SDK client',
          scope: 'files:read',
        },
      },
      redirectUri: appCallback,
      scope: 'of the challenge',
      hasState: false,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2025-11-25',
    },
  },
  {
    id: 'sdk-v2',
    title: 'MCP TypeScript SDK v2',
    kind: 'library',
    evidence: 'tried live',
    version: '2.4.0',
    registers: ['document', 'dynamic'],
    habits: [
      {
        does: 'adds offline_access and prompt=consent when the server lists it',
        gatehouse: 'keeps offline_access in the grant and echoes it',
      },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.sdk,
      identity: {
        kind: 'document',
        url: 'https://sdk.example.net/oauth/client.json',
        body: {
          client_name: 'Example SDK client',
          redirect_uris: ['http://127.0.0.1/callback'],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      },
      redirectUri: appCallback,
      scope: 'of the challenge and offline_access',
      prompt: 'consent',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2026-07-28',
    },
  },
  {
    id: 'ai-sdk',
    title: 'AI SDK',
    kind: 'library',
    evidence: 'measured',
    registers: ['dynamic'],
    habits: [
      {
        does: 'asks for the metadata of the MCP path at the authorization server before the root',
        gatehouse: 'answers 404 there, never a page',
      },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.thorough,
      identity: {
        kind: 'dynamic',
        body: {
          client_name: 'AI SDK app',
          redirect_uris: [appCallback],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
          application_type: 'native',
        },
      },
      redirectUri: appCallback,
      scope: 'of the challenge',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2026-07-28',
    },
  },
  {
    id: 'use-mcp',
    title: 'use-mcp',
    kind: 'library',
    evidence: 'measured',
    registers: ['dynamic'],
    habits: [
      {
        does: 'runs in the page of a website: every request is preflighted',
        gatehouse:
          'answers CORS on metadata, registration, token, revocation and the MCP endpoint, without credentials',
      },
    ],
    flow: {
      knocks: ['POST'],
      looksAt: lookingOrders.sdk,
      identity: {
        kind: 'dynamic',
        body: {
          client_name: 'MCP Browser Client',
          client_uri: 'https://app.example.org',
          redirect_uris: ['https://app.example.org/oauth/callback'],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
        },
      },
      redirectUri: 'https://app.example.org/oauth/callback',
      scope: 'of the challenge',
      hasState: true,
      resource: 'typed',
      authenticates: 'none',
      speaks: '2025-11-25',
    },
  },
]
