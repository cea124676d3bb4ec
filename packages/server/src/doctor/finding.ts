/** What the doctor says about one thing: fine, or what is wrong, whom it hurts, and what to do. */
export type Finding =
  | { readonly check: Check; readonly level: 'ok'; readonly says: string }
  | ({ readonly check: Check; readonly level: 'warn' | 'fail' } & Complaint)

export interface Complaint {
  readonly says: string
  /** Who trips over it, and how. */
  readonly why: string
  readonly cure: string
}

export type Check =
  | 'Node'
  | 'configuration'
  | 'data directory'
  | 'database'
  | 'server'
  | 'account'
  | 'keys'
  | 'port'
  | 'metrics'
  | 'public URL'
  | 'metadata'
  | 'well-known'
  | 'registration'
  | 'CORS'
  | 'JWKS'
  | 'token'
  | 'sign-in'
  | 'sizes'
  | 'clock'
  | 'TLS'
  | 'proxy'
  | 'MCP server'
  | 'tools'
  | 'way out'

export const fine = (check: Check, says: string): Finding => ({ check, level: 'ok', says })

/** Somebody will trip over it. */
export const warn = (check: Check, complaint: Complaint): Finding => ({ check, level: 'warn', ...complaint })

/** It does not work. */
export const fail = (check: Check, complaint: Complaint): Finding => ({ check, level: 'fail', ...complaint })

/** The complaints there are, or that all is well. */
export const orFine = (
  check: Check,
  complaints: readonly (Finding | undefined)[],
  says: string,
): readonly Finding[] => {
  const found = complaints.filter((one) => one !== undefined)
  return found.length > 0 ? found : [fine(check, says)]
}
