/** Gatehouse ports on SQL databases. */
export { openSqliteStore } from './dialects/sqlite.ts'
export { quickCheckSqlite } from './dialects/sqlite-quick-check.ts'
