/** The one way out: every outbound request of server, client and gateway goes through here. */
export { fetchConfigured, NoAnswer, type Answer, type Asked, type Caps } from './fetch-configured.ts'
export { isPublicHost } from './addresses/lookup-public.ts'
export { certificateOf, type Certificate } from './certificate-of.ts'
export {
  createDocumentFetch,
  type DocumentFetch,
  type DocumentFetchOptions,
  type NotFetchedEvent,
  type Timing,
} from './documents/document-fetch.ts'
export { isProxyUrl } from './documents/dial-through-proxy.ts'
export type { BudgetLimits } from './documents/budget.ts'
export type { DocumentHeaders, DocumentWish, FetchedDocument } from './documents/fetched-document.ts'
