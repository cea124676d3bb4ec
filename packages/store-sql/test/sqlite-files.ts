/** Database files for tests: each in a directory of its own that goes away with it. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openSqliteStore } from '../src/index.ts'

export const aFile = () => {
  const directory = mkdtempSync(join(tmpdir(), 'gatehouse-sqlite-'))
  return {
    directory,
    path: join(directory, 'gatehouse.db'),
    discard: () => rmSync(directory, { recursive: true, force: true }),
  }
}

export const openForProof = async () => {
  const { path, discard } = aFile()
  const store = await openSqliteStore({ path, synchronous: 'normal' })
  return {
    store,
    reopen: async () => {
      await store.close()
      return openSqliteStore({ path, synchronous: 'normal' })
    },
    dispose: async () => {
      await store.close()
      discard()
    },
  }
}
