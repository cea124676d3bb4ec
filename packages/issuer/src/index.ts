/** The decisions: who may get which token. */
export * from './ports/store.ts'
