/** A database that has grown old: a hundred thousand families of ten refresh tokens each, straight into the tables. */
import { DatabaseSync } from 'node:sqlite'

export const families = 100_000
export const tokensOfOne = 10

const crockford = '0123456789abcdefghjkmnpqrstvwxyz'
/** 26 digits, ascending with `number`, and older than any id of today. */
const id = (prefix: string, number: number): string => {
  let digits = ''
  for (let rest = number; rest > 0; rest = Math.floor(rest / 32)) digits = crockford.charAt(rest % 32) + digits
  return `${prefix}_00${digits.padStart(24, '0')}`
}

/** Copies of the first grant there is, with other names; the first half is given an end that is long past if `isExpired`. */
export const fill = (path: string): void => {
  const database = new DatabaseSync(path)
  database.exec('pragma synchronous = off; begin')
  const sample = (table: string) => database.prepare(`select * from ${table} limit 1`).get() ?? {}
  const [grant, token] = [sample('grants'), sample('refresh_tokens')]
  const inserting = (table: string, row: object) => {
    const names = Object.keys(row)
    const statement = database.prepare(
      `insert into ${table} (${names.join(', ')}) values (${names.map((name) => `@${name}`).join(', ')})`,
    )
    return (changes: object) => statement.run({ ...row, ...changes })
  }
  const insertGrant = inserting('grants', grant)
  const insertToken = inserting('refresh_tokens', token)
  for (let family = 0; family < families; family += 1) {
    const grantId = id('grt', family)
    insertGrant({ id: grantId, user_id: id('usr', family) })
    for (let age = 0; age < tokensOfOne; age += 1) {
      const number = family * tokensOfOne + age
      const isNewest = age === tokensOfOne - 1
      insertToken({
        id: id('rft', number),
        secret_hash: `${number}`.padStart(43, 'x'),
        grant_id: grantId,
        parent_id: age === 0 ? null : id('rft', number - 1),
        rotated_at: isNewest ? null : 1,
        answer_for: isNewest ? null : 'x',
      })
    }
  }
  database.exec('commit; pragma wal_checkpoint(truncate)')
  database.close()
}

/** So that half of the tokens are there to be swept. */
export const expireHalf = (path: string): void => {
  const database = new DatabaseSync(path)
  database.prepare('update grants set absolute_expires_at = 1 where id < ?').run(id('grt', families / 2))
  database.exec('pragma wal_checkpoint(truncate)')
  database.close()
}

export const countTokens = (path: string): number => {
  const database = new DatabaseSync(path, { readOnly: true })
  const row = database.prepare('select count(*) as count from refresh_tokens').get()
  database.close()
  return Number(row?.['count'])
}

/** What SQLite does for the statements of a refresh, on this very file. Throws where it would walk a table. */
export const requireIndexes = (path: string, statements: readonly string[]): readonly string[] => {
  const database = new DatabaseSync(path, { readOnly: true })
  const steps = statements.flatMap((sql) =>
    database
      .prepare(`explain query plan ${sql}`)
      .all(...Array.from({ length: sql.split('?').length - 1 }, () => 1))
      .map((row) => String(row['detail'])),
  )
  database.close()
  const scans = steps.filter((step) => step.startsWith('SCAN'))
  if (scans.length > 0) throw new Error(`a table is walked: ${scans.join('; ')}`)
  return steps
}
