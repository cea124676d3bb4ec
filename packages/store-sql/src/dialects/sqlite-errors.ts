/** Which of SQLite's errors mean "not now" and which mean "never": https://sqlite.org/rescode.html */
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'

const BUSY = new Set([5 /* BUSY */, 6 /* LOCKED */, 15 /* PROTOCOL */])
const UNAVAILABLE = new Set([
  ...BUSY,
  7 /* NOMEM */,
  8 /* READONLY */,
  9 /* INTERRUPT */,
  10 /* IOERR */,
  11 /* CORRUPT */,
  13 /* FULL */,
  14 /* CANTOPEN */,
  26 /* NOTADB */,
])

const codeOf = (error: unknown): number | undefined =>
  // The low byte is the primary code, the rest only details.
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined

/** Another process holds the lock: worth another try. */
export const isBusy = (error: unknown): boolean => BUSY.has(codeOf(error) ?? 0)

/** The database itself cannot go on, whatever was asked. */
export const isUnavailable = (error: unknown): boolean =>
  error instanceof StoreUnavailable || UNAVAILABLE.has(codeOf(error) ?? 0)

/** As the port names it. */
export const toPortError = (error: unknown): unknown =>
  isUnavailable(error) && !(error instanceof StoreUnavailable)
    ? new StoreUnavailable(`SQLite cannot answer now: ${error instanceof Error ? error.message : ''}`, { cause: error })
    : error
