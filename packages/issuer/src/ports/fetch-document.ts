/** The way to a document at an address that a stranger named. Whoever keeps this port guards it: protocol.md "Client registration", cases H. */
import type { Seconds } from '@gatehouse/protocol/time'

export interface DocumentWish {
  /** https, already checked as a grammar; the address behind the name is checked by the port. */
  readonly url: string
  /** Of the decoded body; more is a failure, never a cut. */
  readonly maxBytes: number
  /** Somebody here uses this client already: it has a budget that strangers cannot use up. */
  readonly isOfKnownClient?: boolean | undefined
}

/** Header fields of the answer that decide how long it may be kept. RFC 9111 */
export interface DocumentHeaders {
  readonly cacheControl?: string | undefined
  readonly expires?: string | undefined
  readonly date?: string | undefined
  readonly age?: string | undefined
  readonly vary?: string | undefined
}

export type FetchedDocument =
  /** A 200 whose body is JSON, as UTF-8 text. */
  | { readonly outcome: 'fetched'; readonly text: string; readonly headers: DocumentHeaders }
  /** `reason` is for the log and the operator: a stranger must not learn from it what is reachable from here. */
  | { readonly outcome: 'failed'; readonly reason: string }
  /** Too many fetches at once or lately, for this origin or in all: nothing was sent. */
  | { readonly outcome: 'overBudget'; readonly retryAfter: Seconds }

/**
 * No redirects, no cookies, no credentials; one resolution, the connection pinned to a checked address; 5 s in all. Every `failed` takes
 * the same time, whatever it was. Never throws.
 */
export type FetchDocument = (wish: DocumentWish) => Promise<FetchedDocument>
