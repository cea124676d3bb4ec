/** The web of a small world: documents at addresses, without sockets. Counts who was asked for what. */
import type { DocumentHeaders, FetchDocument, FetchedDocument } from '@gatehouse/issuer/ports/fetch-document'

export interface SmallWeb {
  readonly fetchDocument: FetchDocument
  /** Every address that was asked, oldest first. */
  readonly asked: readonly string[]
  /** Serves a value as JSON, or a text as it is. */
  serve(url: string, document: unknown, headers?: DocumentHeaders): void
  /** A client's document whose `client_id` is its URL, unless it says otherwise. */
  serveClient(url: string, metadata?: Readonly<Record<string, unknown>>, headers?: DocumentHeaders): void
  /** Whatever else can happen. */
  answer(url: string, outcome: FetchedDocument): void
  /** Nothing answers any more; `up` brings everything back. */
  down(): void
  up(): void
  /** Answers wait until `release`. */
  hold(): { readonly release: () => void }
}

export const smallWeb = (): SmallWeb => {
  const answers = new Map<string, FetchedDocument>()
  const asked: string[] = []
  let isDown = false
  let waiting: Promise<void> = Promise.resolve()
  const serve: SmallWeb['serve'] = (url, document, headers = {}) => {
    const text = typeof document === 'string' ? document : JSON.stringify(document)
    answers.set(url, { outcome: 'fetched', text, headers })
  }
  return {
    asked,
    serve,
    serveClient: (url, metadata = {}, headers = {}) => serve(url, { client_id: url, ...metadata }, headers),
    answer: (url, outcome) => void answers.set(url, outcome),
    down: () => void (isDown = true),
    up: () => void (isDown = false),
    hold() {
      let release = (): void => undefined
      waiting = new Promise((resolve) => {
        release = resolve
      })
      return { release: () => release() }
    },
    async fetchDocument({ url, maxBytes }) {
      asked.push(url)
      await waiting
      const answer = isDown ? undefined : answers.get(url)
      if (!answer) return { outcome: 'failed', reason: 'nobody answers' }
      const isTooLong = answer.outcome === 'fetched' && answer.text.length > maxBytes
      return isTooLong ? { outcome: 'failed', reason: `more than ${maxBytes} bytes` } : answer
    },
  }
}
