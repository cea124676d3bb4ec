/** What an operator decides once for one issuer. Built by the server's configuration, frozen before the first request. */
import type { Seconds } from '@gatehouse/protocol/time'
import type { DocumentRules } from './clients/document-rules.ts'

export interface Policy {
  /** One configured string, byte-identical in every document, answer and token. RFC 8414 §2 */
  readonly issuer: string
  /** Undotted private-use schemes that native apps may use, such as `cursor`. Reverse-domain ones need no entry. */
  readonly privateUseSchemes: readonly string[]
  /** RFC 7591: for anybody, for whoever has an initial access token, or not at all. */
  readonly registration: 'open' | 'token' | 'off'
  /** How many self-registered clients that never got a token may exist. */
  readonly maxUnusedRegistrations: number
  /** Clients that are known by the document at the URL that is their id. */
  readonly clientDocuments: DocumentRules
  readonly lifetimes: Lifetimes
}

export interface Lifetimes {
  readonly code: Seconds
  readonly pendingAuthorization: Seconds
  readonly refreshIdle: Seconds
  readonly refreshAbsolute: Seconds
  readonly sessionIdle: Seconds
  readonly sessionAbsolute: Seconds
  readonly setupLink: Seconds
  readonly consent: Seconds
}
