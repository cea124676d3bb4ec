/** Nobody but the owner reads the database. */
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { StoreUnavailable } from '@gatehouse/issuer/ports/store'
import { aUser } from '@gatehouse/store-contract/examples'
import { openSqliteStore } from '../src/index.ts'
import { aFile } from './sqlite-files.ts'

describe('the files', () => {
  let file: ReturnType<typeof aFile>
  let umask: number
  beforeEach(() => {
    file = aFile()
    umask = process.umask(0)
  })
  afterEach(() => {
    process.umask(umask)
    file.discard()
  })

  const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8)
  const used = async (path: string) => {
    const store = await openSqliteStore({ path })
    await store.forTenant('main').users.create(aUser(), [])
    return store
  }

  it('V11: are 0600 in a directory of 0700, whatever the umask, the write-ahead log too', async () => {
    const directory = join(file.directory, 'data', 'deep')
    const store = await used(join(directory, 'gatehouse.db'))
    expect([modeOf(join(file.directory, 'data')), modeOf(directory)]).toEqual(['700', '700'])
    const files = readdirSync(directory)
    expect(files.toSorted()).toEqual(['gatehouse.db', 'gatehouse.db-shm', 'gatehouse.db-wal'])
    expect(files.map((name) => modeOf(join(directory, name)))).toEqual(['600', '600', '600'])
    await store.close()
  })

  it('V11: are made private again when somebody opened them to others', async () => {
    await (await used(file.path)).close()
    chmodSync(file.path, 0o644)
    const store = await used(file.path)
    expect([modeOf(file.path), modeOf(`${file.path}-wal`)]).toEqual(['600', '600'])
    await store.close()
  })

  it('leaves a directory alone that was there before', async () => {
    const shared = join(file.directory, 'shared')
    mkdirSync(shared)
    chmodSync(shared, 0o755)
    const store = await used(join(shared, 'gatehouse.db'))
    expect(modeOf(shared)).toBe('755')
    await store.close()
  })

  it('V6: a file that is no database is StoreUnavailable, and stays as it is', async () => {
    writeFileSync(file.path, 'this is no database, only a text of some length'.repeat(20))
    await expect(openSqliteStore({ path: file.path })).rejects.toThrow(StoreUnavailable)
    expect(statSync(file.path).size).toBe(940)
  })
})
