/** What the issuer asks for and gets: its port `fetch-document`, in the words of this room. */
import type { Seconds } from '@gatehouse/protocol/time'

export interface DocumentWish {
  readonly url: string
  /** Of the decoded body; more is a failure, never a cut. */
  readonly maxBytes: number
  /** Somebody here uses this client already: it has a budget that strangers cannot use up. */
  readonly isOfKnownClient?: boolean | undefined
}

export interface DocumentHeaders {
  readonly cacheControl: string | undefined
  readonly expires: string | undefined
  readonly date: string | undefined
  readonly age: string | undefined
  readonly vary: string | undefined
}

export type FetchedDocument =
  /** A 200 whose body is JSON, as UTF-8 text. */
  | { readonly outcome: 'fetched'; readonly text: string; readonly headers: DocumentHeaders }
  | { readonly outcome: 'failed'; readonly reason: string }
  | { readonly outcome: 'overBudget'; readonly retryAfter: Seconds }
