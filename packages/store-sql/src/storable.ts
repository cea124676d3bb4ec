/** What a database could cut, fold or round never reaches it: reading finds nothing by it, writing throws. V11 */
import type { Connection, SqlValue } from './connection.ts'

/** Neither NUL nor lone surrogates. */
const isStorable = (value: SqlValue): boolean => {
  if (typeof value === 'string') return value.isWellFormed() && !value.includes('\0')
  return value === null || Number.isSafeInteger(value)
}

export const requireStorable = (value: SqlValue): void => {
  if (isStorable(value)) return
  throw new TypeError(
    typeof value === 'string'
      ? 'a text with NUL or a lone surrogate cannot be stored'
      : `${value} is not whole: it cannot be stored`,
  )
}

export const onlyStorable = (connection: Connection): Connection => ({
  ...connection,
  read: (statement) => (statement.parameters.every(isStorable) ? connection.read(statement) : Promise.resolve([])),
  async write(batch) {
    for (const { parameters } of batch) for (const value of parameters) requireStorable(value)
    return connection.write(batch)
  },
})
