/** The caller in the form in which both MCP SDKs carry one to the tools: `extra.authInfo`. The token itself stays at the guard. */
import type { Caller } from './caller.ts'

/** As the SDKs declare it; `token` is required there and empty here. */
export interface McpAuthInfo {
  token: string
  clientId: string
  scopes: string[]
  expiresAt?: number
  /** `requireCaller(authInfo.extra)` in a tool. */
  extra: { readonly caller: Caller }
}

export const authInfoOf = (caller: Caller): McpAuthInfo => {
  const { exp } = caller.claims
  return {
    token: '',
    clientId: caller.clientId,
    scopes: [...caller.scopes],
    ...(typeof exp === 'number' ? { expiresAt: exp } : {}),
    extra: { caller },
  }
}
