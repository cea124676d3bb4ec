/** The one suite that every store passes, and the example rows that it uses. */
export * from './examples.ts'
export * from './prove-store.ts'
export * from './stories.ts'
