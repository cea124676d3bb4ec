/** How long a connection may take its time, in milliseconds. RFC 9110 §15.5.9 */
export interface Timeouts {
  /** From the first byte to the end of the headers. */
  readonly headers: number
  /** From the first byte to the end of the body. */
  readonly request: number
  /** For the client to take what we have sent. */
  readonly response: number
  /** Without a request. Longer than the 60 s of common proxies, which must be the ones who hang up. */
  readonly idle: number
  /** Between two looks at the clock. */
  readonly check: number
}

export const usualTimeouts: Timeouts = { headers: 10_000, request: 30_000, response: 30_000, idle: 65_000, check: 1000 }
