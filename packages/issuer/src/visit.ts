/** Where a request came from, as the journal and the limits see it. */
export interface Visit {
  /** On the error page, in the log and in the journal. */
  readonly traceId: string
  /** The network: an IPv4 address or an IPv6 /64, never a header of an untrusted peer. */
  readonly source: string
  /** What the browser or program calls itself: at most 200 characters, cleaned for display. */
  readonly userAgent?: string | undefined
}
