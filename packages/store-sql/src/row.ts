/** From a row to values: every column is proven before it is believed. A broken one names its table and id. */
import { epochSeconds } from '@gatehouse/protocol/time'
import type { EpochSeconds } from '@gatehouse/protocol/time'
import type { Row } from './connection.ts'

export type Guard<Value> = (value: unknown) => value is Value

export class BrokenRow extends Error {
  override readonly name = 'BrokenRow'
}

/** Reads the columns of one row; `prefix` where a join renamed them. */
export const columnsOf = (table: string, row: Row, prefix = '') => {
  const of = (column: string): unknown => row[prefix + column]
  const broken = (column: string, expected: string): BrokenRow => {
    const key = of('id') ?? of('kid') ?? of('jti') ?? of('user_id')
    return new BrokenRow(`table ${table}, row ${String(key)}: ${column} is not ${expected}`)
  }

  /** An id or another text; ids get their brand here, for nobody else writes these tables. */
  const text = <Text extends string = string>(column: string): Text => {
    const value = of(column)
    if (typeof value !== 'string') throw broken(column, 'a text')
    return value as Text
  }
  const whole = (column: string): number => {
    const value = of(column)
    if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw broken(column, 'a whole number')
    return value
  }
  const flag = (column: string): boolean => {
    const value = whole(column)
    if (value !== 0 && value !== 1) throw broken(column, '0 or 1')
    return value === 1
  }
  const time = (column: string): EpochSeconds => epochSeconds(whole(column))
  const json = <Value>(column: string, isValue: Guard<Value>): Value => {
    const value = parsed(text(column))
    if (!isValue(value)) throw broken(column, 'the JSON that belongs there')
    return value
  }
  const isAbsent = (column: string): boolean => of(column) === null

  return {
    text,
    whole,
    time,
    optionalText: <Text extends string = string>(column: string): Text | undefined =>
      isAbsent(column) ? undefined : text<Text>(column),
    optionalWhole: (column: string): number | undefined => (isAbsent(column) ? undefined : whole(column)),
    optionalTime: (column: string): EpochSeconds | undefined => (isAbsent(column) ? undefined : time(column)),
    flag,
    optionalFlag: (column: string): boolean | undefined => (isAbsent(column) ? undefined : flag(column)),
    oneOf: <const Choice extends string>(column: string, choices: readonly Choice[]): Choice => {
      const value = text(column)
      const choice = choices.find((it) => it === value)
      if (choice === undefined) throw broken(column, `one of ${choices.join(', ')}`)
      return choice
    },
    json,
    optionalJson: <Value>(column: string, isValue: Guard<Value>): Value | undefined =>
      isAbsent(column) ? undefined : json(column, isValue),
  }
}
export type Columns = ReturnType<typeof columnsOf>

const parsed = (json: string): unknown => {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

export const toFlag = (is: boolean): number => (is ? 1 : 0)
