/**
 * Tells SQLite's planner what these tables will be like: https://sqlite.org/fileformat2.html#stat1tab
 * Unasked, it takes a tenant for ten rows, and reads a whole one rather than an index (a foreign key of a swept grant, too).
 */
import type { Connection } from '../connection.ts'
import { columnsOf } from '../row.ts'

const ROWS = 1_000_000
const ROWS_OF_A_TENANT = 100_000
/** Such as the tokens of one grant. */
const ROWS_OF_A_KEY = 100

const INDEXES = `
  select tables.name as tbl,
    case when tables.wr and indexes.origin = 'pk' then tables.name else indexes.name end as idx,
    indexes."unique" as is_unique,
    (select count(*) from pragma_index_info(indexes.name)) as columns
  from pragma_table_list as tables join pragma_index_list(tables.name) as indexes
  where tables.schema = 'main' and tables.type = 'table' and tables.name not like 'sqlite_%'`

const INSERT = `
  insert into sqlite_stat1 (tbl, idx, stat)
  select ?, ?, ? where not exists (select 1 from sqlite_stat1 where tbl = ? and idx = ?)`

/** Makes the table of statistics when it is missing, and reads it anew. */
const READ_STATISTICS = { sql: 'analyze sqlite_schema', parameters: [] }

/** What a real ANALYZE found is left as it is. */
export const tellPlanner = async (connection: Connection): Promise<void> => {
  const rows = await connection.read({ sql: INDEXES, parameters: [] })
  const inserts = rows.map((row) => {
    const { text, whole, flag } = columnsOf('pragma_index_list', row)
    const key = [text('tbl'), text('idx')]
    return { sql: INSERT, parameters: [...key, expectation(whole('columns'), flag('is_unique')), ...key] }
  })
  await connection.write([READ_STATISTICS, ...inserts, READ_STATISTICS])
}

/** How many rows there are, then how many share the first column, the first two, and so on. */
const expectation = (columns: number, isUnique: boolean): string => {
  const shared = [ROWS_OF_A_TENANT, ...Array.from({ length: columns - 1 }, () => ROWS_OF_A_KEY)]
  return [ROWS, ...shared.slice(0, -1), isUnique ? 1 : shared.at(-1)].join(' ')
}
