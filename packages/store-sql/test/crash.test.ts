/** kill -9 in the middle of the work: whatever was acknowledged is there, whole. INV2 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { GrantId, RefreshTokenId, UserId } from '@gatehouse/issuer/ports/ids'
import type { Store } from '@gatehouse/issuer/ports/store'
import { openSqliteStore } from '../src/index.ts'
import { aFile, fromOutside } from './sqlite-files.ts'

export type Acknowledged =
  | { readonly kind: 'user'; readonly id: UserId }
  | { readonly kind: 'token' | 'rotated'; readonly id: RefreshTokenId; readonly secretHash: string }
  | { readonly kind: 'ended'; readonly id: GrantId }

const KILLS = 10

/** What the writer acknowledged until it was killed, at another moment each time. */
const writeUntilKilled = async (path: string, afterLines: number): Promise<readonly Acknowledged[]> => {
  const writer = spawn(process.execPath, [fileURLToPath(new URL('crash-writer.ts', import.meta.url)), path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const closed = once(writer, 'close')
  const facts: Acknowledged[] = []
  for await (const line of createInterface({ input: writer.stdout })) {
    // Lines are whole or missing: the writer hands each over in one piece.
    facts.push(JSON.parse(line) as Acknowledged)
    if (facts.length === afterLines) writer.kill('SIGKILL')
  }
  const [, signal] = await closed
  expect(signal).toBe('SIGKILL')
  return facts
}

const isThere = async (store: Store, fact: Acknowledged): Promise<boolean> => {
  if (fact.kind === 'user') return (await store.users.find(fact.id)) !== undefined
  if (fact.kind === 'ended') return (await store.grants.find(fact.id))?.ended?.reason === 'revoked'
  const found = await store.issuance.findRefreshToken(fact.id, fact.secretHash)
  return fact.kind === 'token' ? found !== undefined : found?.token.rotated?.sealedAnswer === 'sealed answer'
}

const missing = async (path: string, facts: readonly Acknowledged[]): Promise<readonly Acknowledged[]> => {
  const store = await openSqliteStore({ path })
  const main = store.forTenant('main')
  const lost: Acknowledged[] = []
  for (const fact of facts) if (!(await isThere(main, fact))) lost.push(fact)
  await store.close()
  return lost
}

describe('kill -9 of a writer', () => {
  const file = aFile()
  afterAll(file.discard)

  it(`INV2, I6: ${KILLS} times: the file is sound, every acknowledged write is there, no token has two children`, async () => {
    const facts: Acknowledged[] = []
    for (let kill = 0; kill < KILLS; kill += 1) {
      facts.push(...(await writeUntilKilled(file.path, 1 + ((kill * 137) % 700))))
      const sound = fromOutside(file.path, (database) => ({
        integrity: database.prepare('pragma integrity_check').all(),
        foreignKeys: database.prepare('pragma foreign_key_check').all(),
        halves: database.prepare(HALF_ROTATED).all(),
      }))
      expect(sound).toEqual({ integrity: [{ integrity_check: 'ok' }], foreignKeys: [], halves: [] })
      expect(await missing(file.path, facts)).toEqual([])
    }
    expect(facts.length).toBeGreaterThan(1000)
  }, 60_000)
})

/** A parent and its child are written together: neither a rotated one without a child, nor a child of an unrotated one. */
const HALF_ROTATED = `
  select parent.id from refresh_tokens as parent
  left join refresh_tokens as child on child.tenant_id = parent.tenant_id and child.parent_id = parent.id
  where (parent.rotated_at is null) <> (child.id is null)`
