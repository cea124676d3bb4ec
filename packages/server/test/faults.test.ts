/** X1: every storage operation of every flow fails once, before and after its effect, on every store. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createMemoryStore } from '@gatehouse/store-memory'
import { openSqliteStore } from '@gatehouse/store-sql'
import { flows, sweepFaults, type OpenContents } from '@gatehouse/testkit'
import { afterAll, describe, expect, it } from 'vitest'

const directory = mkdtempSync(join(tmpdir(), 'gatehouse-faults-'))
afterAll(() => rmSync(directory, { recursive: true }))

const onFile = async (): Promise<OpenContents> => {
  const store = await openSqliteStore({ path: join(directory, 'gatehouse.db'), synchronous: 'normal' })
  return { ...store, contents: () => ({}) }
}

describe.each([
  ['memory', async () => createMemoryStore()],
  ['SQLite', onFile],
] as const)('on %s', (_, open) => {
  let store: OpenContents | undefined
  const opened = async (): Promise<OpenContents> => (store ??= await open())
  afterAll(async () => store?.close())

  it.each(flows)('X1: $name comes to a sound end whatever operation fails', async (flow) => {
    expect(await sweepFaults(flow, await opened())).toBeGreaterThan(0)
  })
})
