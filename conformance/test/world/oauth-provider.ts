/** What an MCP client keeps: the OAuthClientProvider that both SDKs ask for, in memory, with a person behind the browser. */
import type { BrowserContext } from 'playwright-core'
import { letIn } from './browser.ts'
import type { Callback } from './callback.ts'

/** The members that our tests read; both SDKs keep more in them. */
interface KeptTokens {
  access_token: string
  token_type: string
  refresh_token?: string | undefined
  scope?: string | undefined
  expires_in?: number | undefined
}

interface KeptRegistration {
  client_id: string
  client_secret?: string | undefined
}

export interface KeptByClient {
  client?: KeptRegistration
  tokens?: KeptTokens
  verifier?: string
  /** How often a person was asked. */
  asked: number
  /** The last authorization request. */
  lastRequest?: URL
}

export const oauthProvider = (context: BrowserContext, callback: Callback, kept: KeptByClient) => ({
  redirectUrl: callback.url,
  clientMetadata: {
    client_name: 'Conformance client',
    redirect_uris: [callback.url],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
  },
  state: () => 'state-of-this-client',
  clientInformation: () => kept.client,
  saveClientInformation(information: KeptRegistration) {
    kept.client = information
  },
  tokens: () => kept.tokens,
  saveTokens(tokens: KeptTokens) {
    kept.tokens = tokens
  },
  async redirectToAuthorization(url: URL) {
    kept.asked += 1
    kept.lastRequest = url
    await letIn(context, url.href)
  },
  saveCodeVerifier(verifier: string) {
    kept.verifier = verifier
  },
  codeVerifier: () => kept.verifier ?? '',
})
