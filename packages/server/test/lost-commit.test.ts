/** The store committed, and its answer was lost on the way: whoever asks again gets nothing twice. INV1, RFC 9700 §4.14 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type Store, StoreUnavailable } from '@gatehouse/issuer/ports/store'
import { openSqliteStore } from '@gatehouse/store-sql'
import { smallWorld } from '@gatehouse/testkit'
import { afterEach, beforeEach, expect, it } from 'vitest'

let directory = ''
let dispose = async () => {}
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gatehouse-commit-'))
})
afterEach(async () => {
  await dispose()
  rmSync(directory, { recursive: true })
})

/** A world on SQLite in which the next commit of `issue` can lose its answer. */
const worldOnFile = async () => {
  const path = join(directory, 'gatehouse.db')
  const store = await openSqliteStore({ path, synchronous: 'normal' })
  dispose = () => store.close()
  let isNextLost = false
  const around = (honest: Store): Store => ({
    ...honest,
    issuance: {
      ...honest.issuance,
      async issue(...asked) {
        const issued = await honest.issuance.issue(...asked)
        if (!isNextLost) return issued
        isNextLost = false
        throw new StoreUnavailable('the connection was lost at COMMIT')
      },
    },
  })
  const world = await smallWorld({ store: { ...store, contents: () => ({}) }, around })
  const rows = () => {
    const database = new DatabaseSync(path, { readOnly: true })
    const count = 'select (select count(*) from grants) as grants, (select count(*) from refresh_tokens) as tokens'
    const counted = { ...database.prepare(count).get() }
    database.close()
    return counted
  }
  return { ...world, rows, loseNextAnswer: () => void (isNextLost = true) }
}

it('V7: a code whose redemption lost its answer makes no second grant and no second token', async () => {
  const { app, alice, rows, loseNextAnswer } = await worldOnFile()
  const code = await app.sendToSignIn(alice)
  const form = { grant_type: 'authorization_code', code, code_verifier: app.verifier }
  loseNextAnswer()
  expect((await app.post('/token', form)).status).toBe(503)
  expect((await app.post('/token', form)).status).toBe(400)
  expect(rows()).toEqual({ grants: 1, tokens: 1 })
})

it('V7: a refresh that lost its answer gets the stored one, and there is one child', async () => {
  const { app, alice, rows, loseNextAnswer } = await worldOnFile()
  const { refresh_token } = await app.redeem(await app.sendToSignIn(alice))
  const form = { grant_type: 'refresh_token', refresh_token }
  loseNextAnswer()
  expect((await app.post('/token', form)).status).toBe(503)
  const [once, twice] = [await app.post('/token', form), await app.post('/token', form)]
  expect([once.status, twice.status]).toEqual([200, 200])
  expect(await once.json()).toEqual(await twice.json())
  expect(rows()).toEqual({ grants: 1, tokens: 2 })
})
