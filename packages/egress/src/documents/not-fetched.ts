/** Why a document was not fetched: a word to count by, and the particulars. For the log and the operator, never for the stranger. */
export type NotFetchedCode =
  /** Refused by what the URL says: nothing was looked up, nothing was sent. */
  | 'url'
  | 'name'
  /** The name has an address that is not public: no connection was opened. */
  | 'address'
  | 'resolution'
  | 'connection'
  | 'proxy'
  | 'tls'
  | 'tooSlow'
  | 'tooLarge'
  | 'status'
  | 'answer'
  /** Ours. */
  | 'fault'

export class NotFetched extends Error {
  override readonly name = 'NotFetched'
  readonly code: NotFetchedCode

  constructor(code: NotFetchedCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/** The system's word for what went wrong (`ECONNREFUSED`, a TLS code), or the error's own. */
export const systemCode = (error: unknown): string =>
  error instanceof Error ? ('code' in error && typeof error.code === 'string' ? error.code : error.message) : 'unknown'
