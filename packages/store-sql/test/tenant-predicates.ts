/** Reads SQL as Kysely writes it: which tables are touched without a word about the tenant. V11 */
import type { SqlValue, Statement } from '../src/connection.ts'

const TOUCHED = /\b(from|join|update|into) "(\w+)"(?: as "(\w+)")?( \([^)]*\))?/g
const SHARED = new Set(['migrations'])

/** A table counts as named when its alias, or else one predicate of its own, compares `tenant_id`. */
export const tablesWithoutTenant = (sql: string): readonly string[] => {
  const touched = [...sql.matchAll(TOUCHED)].filter(([, , table = '']) => !SHARED.has(table))
  const aliased = touched.filter(([, , , alias]) => alias !== undefined)
  const inserted = touched.filter(([, verb]) => verb === 'into')
  const plain = touched.filter((match) => !aliased.includes(match) && !inserted.includes(match))
  const predicates = [...sql.matchAll(/(?<!"\.)"tenant_id" = \?/g)].length
  const own = plain.filter(([, , table]) => sql.includes(`"${table}"."tenant_id" = ?`)).length
  return [
    ...aliased.filter(([, , , alias]) => !new RegExp(`"${alias}"\\."tenant_id" = `).test(sql)),
    ...inserted.filter(([, , , , columns]) => !columns?.includes('"tenant_id"')),
    ...plain.slice(predicates + own),
  ].map(([text]) => text)
}

/** The values that are compared with `tenant_id`. */
export const tenantsOf = ({ sql, parameters }: Statement): ReadonlySet<SqlValue | undefined> => {
  const places = [...sql.matchAll(/"tenant_id" = \?/g)].map(({ index }) => sql.slice(0, index).split('?').length - 1)
  return new Set(places.map((place) => parameters[place]))
}
