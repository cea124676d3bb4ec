/** Statements that are compiled once: Kysely writes the SQL with a hole for each value, a call only fills the holes. */
import type { Compilable, CompiledQuery } from 'kysely'
import type { SqlValue, Statement } from './connection.ts'

const NAME = Symbol('the name of a hole')
type Hole = { readonly [NAME]: string }

/** `Values` names the holes; every call brings a value for each. */
export const statement = <Values extends Readonly<Record<keyof Values, SqlValue>>>(
  build: (holes: Values) => Compilable,
): ((values: Values) => Statement) => {
  let compiled: CompiledQuery | undefined
  return (values) => {
    compiled ??= build(holesFor(values)).compile()
    return { sql: compiled.sql, parameters: compiled.parameters.map((parameter) => filled(parameter, values)) }
  }
}

const holesFor = <Values extends object>(values: Values): Values =>
  // Kysely never looks into a value, it only hands it on: a hole can stand for any.
  Object.fromEntries(Object.keys(values).map((name) => [name, { [NAME]: name } satisfies Hole])) as Values

const isHole = (parameter: unknown): parameter is Hole =>
  typeof parameter === 'object' && parameter !== null && NAME in parameter

const filled = (parameter: unknown, values: Readonly<Record<string, SqlValue>>): SqlValue => {
  const value = isHole(parameter) ? values[parameter[NAME]] : parameter
  if (value === null || typeof value === 'string' || typeof value === 'number') return value
  throw new TypeError(`no SQL value: ${typeof value}`)
}
