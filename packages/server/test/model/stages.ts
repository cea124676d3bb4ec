/** The stores that a run can be on: a new one for each run, and what it keeps as it keeps it. */
import { openSqliteStore } from '@gatehouse/store-sql'
import { createMemoryStore } from '@gatehouse/store-memory'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { Stage } from './real.ts'

export const onMemory = async (): Promise<Stage> => {
  const store = createMemoryStore()
  return {
    store,
    dump: () => JSON.stringify(store.contents('main')),
    countRefreshTokens: () => store.contents('main')['refreshTokens']?.length ?? 0,
    close: () => store.close(),
  }
}

export const onSqlite = async (): Promise<Stage> => {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-model-'))
  const path = join(directory, 'gatehouse.db')
  const store = await openSqliteStore({ path, synchronous: 'normal' })
  const reader = new DatabaseSync(path, { readOnly: true })
  const count = reader.prepare('select count(*) as tokens from refresh_tokens')
  return {
    store: { ...store, contents: () => ({}) },
    // The database and its log, byte for byte.
    dump: () =>
      readdirSync(directory)
        .map((file) => readFileSync(join(directory, file), 'latin1'))
        .join('\n'),
    countRefreshTokens: () => Number(count.get()?.['tokens']),
    async close() {
      reader.close()
      await store.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
