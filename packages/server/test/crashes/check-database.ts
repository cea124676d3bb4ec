/** Reads the database of a server, from outside and beside it: is it sound, and does everything stand in it that was acknowledged? INV1, INV2 */
import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import { isIssued } from './facts.ts'
import type { Fact, Issued } from './facts.ts'

/** Each gives one row for each fault. */
const FAULTS: readonly (readonly [what: string, sql: string])[] = [
  ['integrity_check', `select integrity_check from pragma_integrity_check where integrity_check <> 'ok'`],
  ['a reference to nothing', 'select * from pragma_foreign_key_check'],
  [
    'a refresh token with two children',
    'select parent_id from refresh_tokens where parent_id is not null group by parent_id having count(*) > 1',
  ],
  [
    'a rotated refresh token without its child, or a child of one that was not rotated',
    `select parent.id from refresh_tokens as parent left join refresh_tokens as child on child.parent_id = parent.id
      where (parent.rotated_at is null) <> (child.id is null)`,
  ],
  [
    'a spent code without its grant, or a grant of a code that was not spent',
    `select codes.id from codes left join grants on grants.id = codes.grant_id
      where (codes.spent_at is null) <> (grants.id is null)`,
  ],
  [
    'a decided request without its code',
    `select id from pending_authorizations as p
      where p.decision = 'approved' and not exists (select 1 from codes where codes.id = p.code_id)`,
  ],
]

const reading = <Result>(path: string, act: (database: DatabaseSync) => Result): Result => {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 10_000 })
  try {
    return act(database)
  } finally {
    database.close()
  }
}

export const faultsIn = (path: string): readonly string[] =>
  reading(path, (database) =>
    FAULTS.flatMap(([what, sql]) =>
      database
        .prepare(sql)
        .all()
        .map((row) => `${what}: ${JSON.stringify(row)}`),
    ),
  )

/** What was acknowledged and is not there. */
export const missingFrom = (
  path: string,
  facts: readonly Fact[],
  isMeant: (fact: Fact) => boolean,
): readonly string[] =>
  reading(path, (database) => {
    const token = database.prepare('select parent_id, grant_id from refresh_tokens where id = ? and secret_hash = ?')
    const rotated = database.prepare('select 1 from refresh_tokens where id = ? and rotated_at is not null')
    const spent = database.prepare('select 1 from codes where id = ? and spent_at is not null and grant_id = ?')
    const ended = database.prepare('select ended_at from grants where id = ?')
    const rowOf = (text: string) => token.get(idOf(text), hashOf(text))

    const faultOf = (family: string, { spent: what, parent, refreshToken }: Issued): string | undefined => {
      const row = rowOf(refreshToken)
      if (!row) return `no row for the refresh token ${idOf(refreshToken)}`
      if (row['grant_id'] !== rowOf(family)?.['grant_id']) return `${idOf(refreshToken)} is in another family`
      const isSpent = what === 'code' ? spent.get(idOf(parent), row['grant_id'] ?? null) : rotated.get(idOf(parent))
      if (!isSpent) return `${idOf(parent)} was answered, and is not spent`
      return what === 'code' || row['parent_id'] === idOf(parent) ? undefined : `${idOf(parent)} has another child`
    }
    const isEnding = new Set(
      facts.flatMap((fact) => (fact.kind === 'ending' && fact.what === 'family' ? fact.family : [])),
    )
    const familyFault = (fact: Fact): string | undefined => {
      const endedAt = ended.get(rowOf(fact.family)?.['grant_id'] ?? null)?.['ended_at']
      if (fact.kind === 'ended' && fact.what === 'family' && typeof endedAt !== 'number')
        return `the family of ${idOf(fact.family)} was revoked, and lives`
      if (!isEnding.has(fact.family) && endedAt !== null) return `the family of ${idOf(fact.family)} was lost`
      return undefined
    }
    return facts
      .filter(isMeant)
      .flatMap((fact) => [familyFault(fact), fact.kind === 'issued' ? faultOf(fact.family, fact) : undefined])
  }).filter((fault) => fault !== undefined)

/** The ids of tokens that were committed and whose answer has not arrived. */
export const unacknowledgedIn = (path: string, facts: readonly Fact[]): readonly string[] =>
  reading(path, (database) => {
    const known = new Set(facts.filter(isIssued).map(({ refreshToken }) => idOf(refreshToken)))
    const rows = database.prepare('select id from refresh_tokens').all()
    return rows.map(({ id }) => String(id)).filter((id) => !known.has(id))
  })

const idOf = (text: string): string => text.split('.')[0] ?? ''
const hashOf = (text: string): string =>
  createHash('sha256')
    .update(text.split('.')[1] ?? '')
    .digest('base64url')
