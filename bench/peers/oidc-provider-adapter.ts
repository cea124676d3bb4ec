/** The storage of oidc-provider in SQLite: one table, prepared statements, one commit a call, as its interface asks. */
import type { DatabaseSync } from 'node:sqlite'
import type { Adapter, AdapterConstructor, AdapterPayload } from 'oidc-provider'

const schema = `
  create table if not exists models (
    kind text not null, id text not null, payload text not null,
    grant_id text, uid text, user_code text, expires_at integer,
    primary key (kind, id)) without rowid;
  create index if not exists models_grant on models (grant_id) where grant_id is not null;
  create index if not exists models_uid on models (uid) where uid is not null`

const parsed = (row: unknown): AdapterPayload | undefined =>
  row ? (JSON.parse((row as { payload: string }).payload) as AdapterPayload) : undefined

export const sqliteAdapter = (database: DatabaseSync): AdapterConstructor => {
  database.exec(schema)
  const now = (): number => Math.floor(Date.now() / 1000)
  const upsert = database.prepare('insert or replace into models values (?, ?, ?, ?, ?, ?, ?)')
  const alive = 'and (expires_at is null or expires_at > ?)'
  const find = database.prepare(`select payload from models where kind = ? and id = ? ${alive}`)
  const findByUid = database.prepare(`select payload from models where uid = ? and kind = ? ${alive}`)
  const findByCode = database.prepare(`select payload from models where user_code = ? and kind = ? ${alive}`)
  const destroy = database.prepare('delete from models where kind = ? and id = ?')
  const consume = database.prepare(
    "update models set payload = json_set(payload, '$.consumed', ?) where kind = ? and id = ?",
  )
  const revoke = database.prepare('delete from models where grant_id = ?')
  return class implements Adapter {
    readonly #kind: string
    constructor(kind: string) {
      this.#kind = kind
    }
    async upsert(id: string, payload: AdapterPayload, expiresIn: number) {
      const { grantId, uid, userCode } = payload
      const expiresAt = expiresIn ? now() + expiresIn : null
      upsert.run(this.#kind, id, JSON.stringify(payload), grantId ?? null, uid ?? null, userCode ?? null, expiresAt)
    }
    async find(id: string) {
      return parsed(find.get(this.#kind, id, now()))
    }
    async findByUid(uid: string) {
      return parsed(findByUid.get(uid, this.#kind, now()))
    }
    async findByUserCode(code: string) {
      return parsed(findByCode.get(code, this.#kind, now()))
    }
    async destroy(id: string) {
      destroy.run(this.#kind, id)
    }
    async consume(id: string) {
      consume.run(now(), this.#kind, id)
    }
    async revokeByGrantId(grantId: string) {
      revoke.run(grantId)
    }
  }
}
