/** What stands in the database is parsed, not believed. */
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '@gatehouse/issuer/ports/store'
import { NOW } from '@gatehouse/store-contract/examples'
import { aWorld } from '@gatehouse/store-contract/world'
import type { World } from '@gatehouse/store-contract/world'
import type { Connection } from '../src/connection.ts'
import { aFile, openParts } from './sqlite-files.ts'

type Reading = (store: Store, world: World) => Promise<unknown>

const BROKEN: readonly (readonly [string, string, string, Reading])[] = [
  ['clients', 'redirect_uris', 'not json', (store, { client }) => store.clients.find(client.id)],
  ['clients', 'metadata', '[]', (store) => store.clients.list()],
  ['clients', 'machine_access', '[{"resource":1,"scopes":[]}]', (store) => store.clients.list()],
  ['clients', 'provenance', 'trusted', (store) => store.clients.list()],
  ['users', 'sign_in_names', '{"0":"alice"}', (store) => store.users.list()],
  ['grants', 'approved', '{', (store, { grant }) => store.grants.find(grant.id)],
  [
    'grants',
    'client_authentication',
    'anything',
    (store, { child: { id, secretHash } }) => store.issuance.findRefreshToken(id, secretHash),
  ],
  ['codes', 'amr', '[1]', (store, { openCode: { id, secretHash } }) => store.issuance.findCode(id, secretHash)],
  ['resources', 'scopes', '[{"name":"x"}]', (store) => store.resources.list()],
  ['signing_keys', 'public_jwk', '"key"', (store) => store.signingKeys.list()],
  ['journal', 'detail', '{"a":1}', (store) => store.journal.list({ limit: 9 })],
  ['sessions', 'amr', 'null', (store, { session }) => store.sessions.find(session.id, session.secretHash, NOW)],
  ['pending_authorizations', 'asked', '[]x', (store, { pending }) => store.pendingAuthorizations.find(pending.id, NOW)],
]

describe('a broken row', () => {
  const file = aFile()
  let connection: Connection
  let store: Store
  let world: World
  let other: DatabaseSync
  beforeAll(async () => {
    const parts = await openParts(file.path)
    connection = parts.connection
    store = parts.store.forTenant('main')
    world = await aWorld(store)
    other = new DatabaseSync(file.path)
  })
  afterAll(async () => {
    other.close()
    await connection.close()
    file.discard()
  })

  it.each(BROKEN)(
    'V1: in %s.%s is named with its table and id, not believed: %s',
    async (table, column, text, read) => {
      const before = other.prepare(`select * from ${table}`).all()
      other.prepare(`update ${table} set ${column} = ?`).run(text)
      await expect(read(store, world)).rejects.toThrow(new RegExp(`table ${table}, row \\w{3}_\\w+: ${column} is not `))
      const restore = other.prepare(
        `update ${table} set ${column} = ? where ${'kid' in (before[0] ?? {}) ? 'kid' : 'id'} = ?`,
      )
      for (const row of before) restore.run(row[column] ?? null, row['id'] ?? row['kid'] ?? null)
      await expect(read(store, world)).resolves.toBeDefined()
    },
  )

  it('with a flag that is neither yes nor no is named, too', async () => {
    other.exec('update users set is_admin = 7')
    await expect(store.users.list()).rejects.toThrow(/table users, row usr_\w+: is_admin is not 0 or 1/)
  })
})
