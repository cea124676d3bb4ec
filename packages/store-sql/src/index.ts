/** Gatehouse ports on SQL databases. */
export { openSqliteStore } from './dialects/sqlite.ts'
