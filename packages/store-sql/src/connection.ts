/** How a store speaks to its database: one read, or one batch that stands or falls together. A dialect hands one over. */

export type SqlValue = string | number | null

export interface Statement {
  readonly sql: string
  readonly parameters: readonly SqlValue[]
  /** It must touch or find a row: otherwise nothing of its batch stands. */
  readonly isRequired?: true
}

/** As the database gives it: each column is parsed before anybody believes it. */
export type Row = Readonly<Record<string, unknown>>

export type Written =
  /** `affected` says how many rows each statement touched or found. */
  | { readonly failedAt?: undefined; readonly affected: readonly number[] }
  /** This required statement met no row; nothing was written. */
  | { readonly failedAt: number; readonly affected?: undefined }

/** Both verbs throw StoreUnavailable when the database cannot answer now. */
export interface Connection {
  /** Sees what is committed. */
  read(statement: Statement): Promise<readonly Row[]>
  /**
   * Atomic: all statements in their order, or none. No answer of one decides what the next one is, so a batch needs no interactive
   * transaction: where there is none, a required statement is followed by one that fails when `changes()` is 0.
   */
  write(batch: readonly Statement[]): Promise<Written>
  close(): Promise<void>
}

export const must = (statement: Statement): Statement => ({ ...statement, isRequired: true })
