/** Gatehouse ports in memory. */
export * from './memory-store.ts'
