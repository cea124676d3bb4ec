/** The decisions: who may get which token. */
export { createIssuer } from './create-issuer.ts'
export type { Issuer } from './issuer.ts'
export type { Lifetimes, Policy } from './policy.ts'
export type { Ports } from './ports/ports.ts'
export { StoreUnavailable, type OpenStore, type Store } from './ports/store.ts'
export type { Visit } from './visit.ts'
